import {expect, test} from 'vitest'
import {codexPlace} from '../helpers/codex-place.ts'
import {patches, replaceLine, says} from '../helpers/replies.ts'
import {tmuxPane} from '../helpers/tmux-pane.ts'

const files = {'a.txt': 'one\n'}
const patch = patches(replaceLine('a.txt', 'one', 'two'))

test('a chat on a real terminal: a turn, its question, its diff, its end', async () => {
  const place = await codexPlace({files, steps: [patch, says('All **done**.')]})
  const pane = await tmuxPane(place)

  pane.type('codex; echo "exit=$?"')
  await pane.waitFor('suggest · sandbox')
  pane.type('Change it now')
  await pane.waitFor('yes for this session')
  const asked = pane.screen()
  pane.press('y')
  await pane.waitFor('landed, /undo')
  pane.press('C-d')
  await pane.waitFor('exit=0')

  expect(asked).toMatch(/1 -one\s[^]*1 \+two\s/)
  expect(pane.screen()).toContain('All done.')
  expect(await place.files()).toEqual({'a.txt': 'two\n'})
})
