import {expect, test} from 'vitest'
import {codexPlace} from '../helpers/codex-place.ts'
import {says} from '../helpers/replies.ts'
import {tmuxPane} from '../helpers/tmux-pane.ts'

const config =
  'models:\n  acme-coder: {fim: true, wire: completions, fim_tokens: {prefix: P, suffix: S, middle: M}}\nmodel: acme-coder\n'
const source = 'function f() {\n  /*cursor*/\n}\n'

test('lines of a completion are shown as they come, and what the file has already never is', async () => {
  const text = 'one()\n  two()\n  three()\n}\n'
  const place = await codexPlace({
    config,
    files: {'a.ts': source},
    steps: [{...says(text), delta_characters: 3, delta_ms: 200}],
  })
  const pane = await tmuxPane(place)

  pane.type('codex complete a.ts; echo "exit=$?"')
  await pane.waitFor('one()')
  const early = pane.screen()
  await pane.waitFor('exit=0')

  expect(early).not.toContain('three()')
  expect(pane.screen()).toMatch(/\none\(\)\n {2}two\(\)\n {2}three\(\)\n(?!\})/)
})

test('of an answer in words only the code is shown, line by line', async () => {
  const text = 'Here is the code:\n```ts\none()\n  two()\n```\nIt calls both.'
  const place = await codexPlace({
    files: {'a.ts': source},
    steps: [{...says(text), delta_characters: 5, delta_ms: 100}],
  })
  const pane = await tmuxPane(place)

  pane.type('codex complete a.ts; echo "exit=$?"')
  await pane.waitFor('one()')
  const early = pane.screen()
  await pane.waitFor('exit=0')

  expect(early).not.toContain('two()')
  expect(pane.screen()).toMatch(/\none\(\)\n {2}two\(\)\n/)
  expect(pane.screen()).not.toMatch(/```|It calls|Here is/)
})

test('a retried answer is shown anew, and control characters of the model are visible', async () => {
  const place = await codexPlace({
    config,
    files: {'a.ts': source},
    steps: [{...says('wrong()\n  more()\n  end'), fault: {end_early: true}}, says('right(\u001B[31m)')],
  })
  const pane = await tmuxPane(place)

  pane.type('codex complete a.ts; echo "exit=$?"')
  await pane.waitFor('exit=0')

  expect(pane.screen()).toMatch(/right\(\\(?:x1b|u001b|e)\[31m\)/i)
})

test('a batch says how far it is', async () => {
  const files = Object.fromEntries(Array.from({length: 3}, (_, index) => [`f${index}.ts`, source]))
  const place = await codexPlace({files, steps: [says('1'), {...says('2'), fault: {stall_ms: 2000}}, says('3')]})
  const pane = await tmuxPane(place)

  pane.type('codex complete --concurrency 1 .; echo "exit=$?"')
  await pane.waitFor('1 of 3 files')
  await pane.waitFor('exit=0')

  expect(pane.screen()).toContain('==> f1.ts <==')
})
