import type {TurnEvent} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {loadRenderer} from '../../../src/output/choose-renderer.ts'
import type {RendererName} from '../../../src/output/choose-renderer.ts'
import {createTerminal} from '../../../src/output/create-terminal.ts'
import {fakeDevices} from './fake-devices.ts'
import {changeSet, contextFor, endingWith, stream} from './sample-turn.ts'

const attack = '\u001B[2J\u001B]52;c;cm0=\u0007\u009B1A\r\u202E\u200B'
const raw = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E\u200B]/

// Kinds and ids that the code compares; everything else a model, a tool or a repository may have written.
const ours = new Set(['type', 'kind', 'status', 'outcomes', 'callId', 'approvalMode'])

function poison(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return ours.has(key) ? value : `${value}${attack}`
  if (Array.isArray(value)) return value.map((inner) => poison(inner, key))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, poison(inner, name)]))
}

const hostileTurn = endingWith({
  denials: ['git push'],
  errors: [{code: 'X', message: 'It failed.', suggestions: ['Do this.']}],
  changeSet: {id: 'c1', status: 'pending', because: 'why', files: changeSet.files, ignoredFiles: 0, diff: ''},
  verify: {command: 'x', passed: false, end: {kind: 'signalled', signal: 'SIGKILL'}, output: 'bad', durationMs: 1},
}).map((event) => poison(event)) as readonly TurnEvent[]

async function render(name: RendererName, answerIsOnScreen: boolean) {
  const {devices, written} = fakeDevices({
    stdoutIsTerminal: answerIsOnScreen,
    stderrIsTerminal: name === 'terminal',
  })
  const renderer = await loadRenderer(name)
  const result = await renderer(stream(hostileTurn), contextFor(createTerminal(devices, {noColor: true})))
  return {written, result}
}

test.each<[RendererName, boolean]>([
  ['terminal', true],
  ['terminal', false],
  ['plain', true],
  ['plain', false],
  ['quiet', true],
  ['quiet', false],
  ['json', true],
  ['jsonl', true],
])('nothing untrusted reaches the terminal as it came: %s, stdout on screen: %s', async (name, answerIsOnScreen) => {
  const {written} = await render(name, answerIsOnScreen)

  expect(written.screen).toContain(name.startsWith('json') ? '\\u001b[2J' : '\\x1b[2J')
  // What the live region itself writes to erase its line.
  expect(written.screen.replaceAll('\r\u001B[J', '').match(raw)).toBeNull()
})

test('JSON keeps the very text', async () => {
  const {written, result} = await render('json', false)

  expect(JSON.parse(written.stdout)).toMatchObject({answer: result.answer})
  expect(result.answer).toContain(attack)
})

test('code for a program is written byte by byte', async () => {
  const {devices, written} = fakeDevices({stdoutIsTerminal: false, stderrIsTerminal: false})
  const terminal = createTerminal(devices, {noColor: true})
  const renderer = await loadRenderer('plain')

  await renderer(
    stream(endingWith({answer: `\`\`\`\nconst family = '👨\u200D👩'\n\`\`\``})),
    contextFor(terminal, {codeOnly: true}),
  )

  expect(written.stdout).toBe(`const family = '👨\u200D👩'\n`)
})
