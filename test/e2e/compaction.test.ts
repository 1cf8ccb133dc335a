import {expect, test} from 'vitest'
import {codexPlace} from '../helpers/codex-place.ts'
import {runs, says} from '../helpers/replies.ts'

const smallWindow = 'memory: {mode: auto}\nmodels:\n  codex-1:\n    context_window: 6000\n'

test('near the window a turn is compacted, says so, counts it, and goes on', async () => {
  const place = await codexPlace({
    config: smallWindow,
    steps: [
      {...runs('seq 1 500'), usage: {input_tokens: 1500, output_tokens: 30}},
      {...runs('echo second'), usage: {input_tokens: 5200, output_tokens: 30}},
      {...says('Notes.'), expect: {tools: []}, usage: {input_tokens: 900, output_tokens: 30}},
      {
        ...says('Done.'),
        expect: {last_user_text: {contains: 'Notes.'}},
        usage: {input_tokens: 1000, output_tokens: 10},
      },
    ],
  })

  const run = await place.run(['-a', 'full-auto', 'Count'])

  expect(run).toMatchObject({exitCode: 0, stdout: 'Done.\n'})
  expect(run.stderr).toMatch(
    /Compacted: The conversation nearly fills the window of the model\. 2 old items of it made room; about 5,\d{3} tokens are [\d,]+ now\./,
  )
  expect(run.stderr).toContain('Tokens  8,600 in, 100 out')
  expect(run.stderr).toContain('3 steps')
})

test('a summary that cannot be had near the window is done without, and the turn goes on as it was', async () => {
  const filtered = {fault: {status: 400, body: {error: {message: 'No.', code: 'content_policy'}}}}
  const place = await codexPlace({
    config: smallWindow,
    steps: [
      {...runs('seq 1 500'), usage: {input_tokens: 1500, output_tokens: 30}},
      {...runs('echo second'), usage: {input_tokens: 5200, output_tokens: 30}},
      {...filtered, expect: {tools: []}},
      {...says('Done.'), expect: {input_items: 6}},
    ],
  })

  const run = await place.run(['-a', 'full-auto', 'Count'])

  expect(run).toMatchObject({exitCode: 0, stdout: 'Done.\n'})
  expect(run.stderr).not.toContain('Compacted')
})
