import {execFileSync} from 'node:child_process'
import {setTimeout as delay} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {expect, onTestFinished, test} from 'vitest'
import {temporaryFolder} from '../helpers/temporary-folder.ts'

const fixture = fileURLToPath(new URL('../fixtures/output/ask.ts', import.meta.url))

/** A terminal of 60 columns that runs the fixture in a shell, on a tmux server of the test's own. */
async function openPane(delayMs = 0) {
  const env = {...process.env, TMUX_TMPDIR: await temporaryFolder()}
  const tmux = (...args: readonly string[]) => execFileSync('tmux', ['-L', 'dialog', ...args], {encoding: 'utf8', env})
  tmux('-f', '/dev/null', 'new-session', '-d', '-x', '60', '-y', '30', 'sh')
  onTestFinished(() => void tmux('kill-server'))

  const screen = () => tmux('capture-pane', '-p')
  const press = (...keys: readonly string[]) => tmux('send-keys', ...keys)
  press(`clear; '${process.execPath}' '${fixture}' ${delayMs}; echo "exit $?"`, 'Enter')
  return {
    press,
    screen,
    async waitFor(text: string) {
      for (let tries = 0; tries < 200; tries += 1) {
        if (screen().includes(text)) return
        await delay(50)
      }
      throw new Error(`The terminal never showed ${JSON.stringify(text)}:\n${screen()}`)
    },
  }
}

test('a command is approved with one key, and the terminal is left as it was', async () => {
  const pane = await openPane()
  await pane.waitFor('\n>')
  expect(pane.screen()).toContain('│ npm test\\x1b[2J && echo done')
  pane.press('y')
  await pane.waitFor('exit 0')

  const screen = pane.screen()
  expect(screen).toContain('{"kind":"yes"}\nraw: false\n')
  expect(screen).not.toContain('Working')

  pane.press('echo "echo works"', 'Enter')
  await pane.waitFor('\necho works')
})

test('a no comes with the words that were typed and corrected', async () => {
  const pane = await openPane()
  await pane.waitFor('\n>')
  pane.press('n')
  await pane.waitFor('Why not')
  pane.press('-l', 'use yarm')
  await pane.waitFor('use yarm')
  pane.press('BSpace', 'n', 'Enter')
  await pane.waitFor('exit 0')

  expect(pane.screen()).toContain('{"kind":"no","because":"use yarn"}')
})

test.each(['Escape', 'C-c'])('%s stops', async (key) => {
  const pane = await openPane()
  await pane.waitFor('\n>')
  pane.press(key)
  await pane.waitFor('exit 0')

  expect(pane.screen()).toContain('{"kind":"stop"}')
})

test('a yes that was typed before the question is not taken for its answer', async () => {
  const pane = await openPane(1500)
  await pane.waitFor('Working')
  pane.press('y', 'Enter')
  await pane.waitFor('\n>')
  await delay(200)
  expect(pane.screen()).not.toContain('"kind"')

  pane.press('s')
  await pane.waitFor('exit 0')

  expect(pane.screen()).toContain('{"kind":"stop"}')
})
