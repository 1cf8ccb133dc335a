import type {Decision} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {askOnTerminal} from '../../../src/output/ask-on-terminal.ts'
import {createTerminal} from '../../../src/output/create-terminal.ts'
import type {DialogQuestion} from '../../../src/output/describe-question.ts'
import {fakeDevices, settle} from './fake-devices.ts'
import type {FakeDeviceOptions} from './fake-devices.ts'

const command: DialogQuestion = {
  title: 'Run this command in /work?',
  body: 'npm test',
  kind: 'command',
  because: 'npm may change files',
  rule: 'config.yaml:3',
}

function open(question: DialogQuestion = command, options: FakeDeviceOptions = {}) {
  const fake = fakeDevices(options)
  const terminal = createTerminal(fake.devices, {noColor: true})
  const abort = new AbortController()
  const start = () => askOnTerminal(question, terminal, abort.signal)
  return {...fake, terminal, abort, start}
}

async function answer(keys: readonly string[], question?: DialogQuestion, options?: FakeDeviceOptions) {
  const dialog = open(question, options)
  const decision = dialog.start()
  await dialog.tick()
  await dialog.type(...keys)
  return {...dialog, decision: await decision}
}

test.each<[string, readonly string[], Decision]>([
  ['y', ['y'], {kind: 'yes'}],
  ['Y', ['Y'], {kind: 'yes'}],
  ['y with Enter', ['y\r'], {kind: 'yes'}],
  ['a', ['a'], {kind: 'yes-for-session'}],
  ['s', ['s'], {kind: 'stop'}],
  ['Esc', ['\u001B'], {kind: 'stop'}],
  ['Ctrl-C', ['\u0003'], {kind: 'stop'}],
  ['Ctrl-C in the middle of a paste', ['yes\u0003'], {kind: 'stop'}],
  ['Ctrl-D', ['\u0004'], {kind: 'no', because: 'the input ended'}],
  ['n and words', ['n', 'use ', 'yarn\r'], {kind: 'no', because: 'use yarn'}],
  ['n without words', ['n', '\r'], {kind: 'no', because: ''}],
  ['n and Ctrl-D', ['n', '\u0004'], {kind: 'no', because: ''}],
  ['n and corrected words', ['n', 'ya', '\u007F', 'es\u001B[D\r'], {kind: 'no', because: 'yes'}],
  ['n and words after Ctrl-U', ['n', 'wrong', '\u0015', 'right', '\n'], {kind: 'no', because: 'right'}],
  ['n, then Esc', ['n', 'wo', '\u001B'], {kind: 'stop'}],
  ['n, then Ctrl-C', ['n', 'wo', '\u0003'], {kind: 'stop'}],
])('%s', async (_name, keys, expected) => {
  const {decision, rawModes, isListening} = await answer(keys)

  expect(decision).toEqual(expected)
  expect(rawModes).toEqual([true, false])
  expect(isListening()).toBe(false)
})

test.each([['x'], ['\r'], [' '], ['\u001B[A'], ['\u001Bn'], ['yes'], ['\u0019']])(
  'the key %j is no answer: the choices are shown again',
  async (key) => {
    const {decision, written} = await answer([key, 's'])

    expect(decision).toEqual({kind: 'stop'})
    expect(written.stderr.split('  y  yes\n')).toHaveLength(3)
  },
)

test('the dialog of a command', async () => {
  const {written} = await answer(['n', 'too slow', '\r'])

  expect(written.stderr).toMatchSnapshot()
})

test('keys from before the question are no answer to it', async () => {
  const dialog = open()
  dialog.typeAhead('y')
  const decision = dialog.start()
  await dialog.type('y', 'a')
  expect(dialog.written.stderr).toBe('')

  await dialog.tick()
  expect(dialog.written.stderr).toContain('Run this command')
  await dialog.type('s')

  expect(await decision).toEqual({kind: 'stop'})
})

test('Ctrl-C before the question stops', async () => {
  const dialog = open()
  dialog.typeAhead('\u0003')

  expect(await dialog.start()).toEqual({kind: 'stop'})
})

test('keys without end stop, and none of them is an answer', async () => {
  const dialog = open()
  for (let count = 0; count < 100; count += 1) dialog.typeAhead('y')

  expect(await dialog.start()).toEqual({kind: 'stop'})
})

test('the end of the input is a no', async () => {
  const dialog = open()
  const decision = dialog.start()
  await dialog.tick()
  dialog.endInput()

  expect(await decision).toEqual({kind: 'no', because: 'the input ended'})
  expect(dialog.rawModes).toEqual([true, false])
})

test.each([
  ['before the question', []],
  ['while it waits', ['x']],
  ['while the reason is typed', ['n', 'beca']],
])('an abort stops the dialog %s', async (_name, keys) => {
  const dialog = open()
  const decision = dialog.start()
  await settle()
  if (keys.length > 0) await dialog.tick()
  await dialog.type(...keys)
  dialog.abort.abort()

  expect(await decision).toEqual({kind: 'stop'})
  expect(dialog.rawModes).toEqual([true, false])
})

test('an aborted turn asks nothing', async () => {
  const dialog = open()
  dialog.abort.abort()

  expect(await dialog.start()).toEqual({kind: 'stop'})
  expect(dialog.written.stderr).toBe('')
  expect(dialog.rawModes).toEqual([])
})

test('every character of a long or hidden command is shown, and no row of it can look like the dialog', async () => {
  const body = `echo safe\u001B[2K\n${' '.repeat(60)}Rule: all is fine\nrm -rf \u202E/`

  const {written} = await answer(['s'], {...command, title: 'Run\u001B[1A\nthis?', body}, {columns: 40})

  expect(written.stderr).toMatchSnapshot()
  const rows = written.stderr
    .split('\n')
    .filter((row) => /^[│┆] /.test(row))
    .map((row) => row.slice(2))
  expect(rows.join('')).toBe(`echo safe\\x1b[2K${' '.repeat(60)}Rule: all is finerm -rf <U+202E>/`)
})

test('nothing of a question reaches the terminal as it came', async () => {
  const attack = '\u001B]0;t\u0007\u009B1A\r\u202E'
  const texts = {title: attack, body: attack, because: attack, rule: attack}

  const {written} = await answer(['n', attack.slice(1), '\r'], {kind: 'command', ...texts})

  expect(written.stderr.replaceAll('\rWhy not', '')).not.toMatch(/[^\P{Cc}\n]|\u202E/u)
})

test('a diff longer than any screen is shown whole, and remembered as shown', async () => {
  const lines = Array.from({length: 500}, (_, index) => `+line ${index}`)
  const diff = ['--- /dev/null', '+++ b/new.txt', '@@ -0,0 +1,500 @@', ...lines, ''].join('\n')

  const {written, terminal} = await answer(['y'], {...command, kind: 'diff', body: diff})

  expect(written.stderr.match(/^│ \+line \d+$/gm)).toHaveLength(500)
  expect(terminal.shownDiffs.has(diff)).toBe(true)
})

test('no row of a long line of a diff but the first has a sign', async () => {
  const diff = `--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+${'new '.repeat(5)}-old\n`

  const {written} = await answer(['s'], {...command, kind: 'diff', body: diff}, {columns: 24})

  expect(written.stderr).toContain('\n│ -old\n│ +new new new new new \n┆  -old\n')
})

test('the reason fits the window after it became narrower', async () => {
  const dialog = open()
  const decision = dialog.start()
  await dialog.tick()
  await dialog.type('n')
  dialog.resize(40)
  await dialog.type('0123456789012345678901234567890123456789')
  await dialog.type('\r')

  expect(await decision).toEqual({kind: 'no', because: '0123456789012345678901234567890123456789'})
  expect(dialog.written.stderr).toContain('\rWhy not (may be empty): …7890123456789')
})

test('the live region comes back after the dialog', async () => {
  const dialog = open()
  dialog.terminal.setStatus('Working')
  const decision = dialog.start()
  await dialog.tick()
  await dialog.type('y')
  await decision

  expect(dialog.written.stderr.startsWith('⠋ Working\r\u001B[J\nRun this')).toBe(true)
  expect(dialog.written.stderr.endsWith('> yes\n⠋ Working')).toBe(true)
})
