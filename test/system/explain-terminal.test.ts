import {expect, test} from 'vitest'
import {codexPlace} from '../helpers/codex-place.ts'
import {says} from '../helpers/replies.ts'
import {tmuxPane} from '../helpers/tmux-pane.ts'

const source = 'const 漢字 = 1\n\tcall(漢字)\n'
const notes = says(
  JSON.stringify({
    summary: 'Calls.',
    annotations: [{start_line: 2, end_line: 2, text: 'call(漢字)', note: 'Calls it with one.'}],
  }),
)

test('on a terminal notes stand beside the code, and on a narrow one below it', async () => {
  const place = await codexPlace({files: {'a.js': source}, steps: [notes]})
  const pane = await tmuxPane(place)

  pane.type('clear; codex explain -q --lines a.js; echo "exit=$?"')
  await pane.waitFor('exit=0')
  const wide = pane.screen()
  pane.type('clear; stty cols 40; codex explain -q --lines a.js; echo "exit=$?"')
  await pane.waitFor('┃ Calls it')

  expect(wide).toContain('1 const 漢字 = 1                                      │\n')
  expect(wide).toContain('2     call(漢字)                                      ┃ Calls it with one.\n')
  await pane.waitFor('2     call(漢字)\n  ┃ Calls it with one.\n')
})

test('a summary appears while the model writes it, and an interrupt ends it', async () => {
  const text = 'It calls something. '.repeat(40)
  const place = await codexPlace({
    files: {'a.js': source},
    steps: [{...says(text), delta_characters: 20, fault: {stall_ms: 60_000, after_events: 12}}],
  })
  const pane = await tmuxPane(place)

  pane.type('codex explain a.js; echo "exit=$?"')
  await pane.waitFor('It calls something.')
  expect(pane.screen()).not.toMatch(/exit=\d/)
  pane.press('C-c')

  await pane.waitFor('exit=130')
})
