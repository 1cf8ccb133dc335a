import {expect, test} from 'vitest'
import {codexPlace} from '../helpers/codex-place.ts'
import {says} from '../helpers/replies.ts'
import {runOnTerminal} from '../helpers/run-in-shell.ts'

const answer = says(
  JSON.stringify({
    summary: 'Counts.',
    annotations: [{start_line: 1, end_line: 1, text: 'const a = 1', note: 'Starts \u001b[31mhere.'}],
  }),
)
const argv = ['explain', '--lines', 'a.js']

test('on a terminal code has colours, and nothing of the model brings its own', async () => {
  const place = await codexPlace({files: {'a.js': 'const a = 1\n'}, steps: [answer]})

  const shown = await runOnTerminal(place, argv)

  expect(shown).toContain('\u001b[35mconst')
  expect(shown).toContain('Starts \\x1b[31mhere.')
  expect(shown).toContain('exit=0')
})

test.each([
  {name: '--no-color', flags: ['--no-color'], env: {NO_COLOR: ''}},
  {name: 'NO_COLOR', flags: [], env: {NO_COLOR: '1'}},
])('with $name it has none', async ({flags, env}) => {
  const place = await codexPlace({files: {'a.js': 'const a = 1\n'}, steps: [answer]})

  const shown = await runOnTerminal(place, [...argv, ...flags], env)

  expect(shown).toContain('const a = 1')
  expect(shown).not.toContain('\u001b[35m')
})
