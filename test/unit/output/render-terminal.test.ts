import type {TurnEvent} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {createTerminal} from '../../../src/output/create-terminal.ts'
import {renderTerminal} from '../../../src/output/render-terminal.ts'
import type {RenderContext} from '../../../src/output/renderer.ts'
import {fakeDevices} from './fake-devices.ts'
import type {FakeDeviceOptions} from './fake-devices.ts'
import {changeSet, contextFor, endingWith, result, start, stream, turn, usage} from './sample-turn.ts'

async function render(
  events: readonly TurnEvent[],
  {context, ...options}: FakeDeviceOptions & {readonly context?: Partial<RenderContext>} = {},
) {
  const fake = fakeDevices(options)
  const terminal = createTerminal(fake.devices, {noColor: false})
  const returned = await renderTerminal(stream(events), contextFor(terminal, context))
  const left = fake.written.screen
    .split('\r\u001B[J')
    .map((piece) => piece.replace(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏].*$/, ''))
    .join('')
  return {...fake, returned, left}
}

test.each([80, 40])('a turn on a terminal of %i columns', async (columns) => {
  const {left, returned} = await render(turn, {columns})

  expect(returned).toEqual(result)
  expect(left).toMatchSnapshot()
})

test('a turn in colour', async () => {
  const {written} = await render(turn, {env: {TERM: 'xterm'}, stdoutIsTerminal: false})

  expect(
    written.stderr.replaceAll(/\u001B\[2m[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏].*?\u001B\[22m\r\u001B\[J/g, '').replaceAll('\u001B', '␛'),
  ).toMatchSnapshot()
})

test('an answer other than the text that streamed is written at the end', async () => {
  const {written} = await render([...turn.slice(0, 4), ...endingWith({answer: 'the tests.'}).slice(-1)])

  expect(written.stdout).toBe('\nI run the tests.\n\nthe tests.\n')
})

test('an answer that has streamed is not written again, and a retried step starts on a new line', async () => {
  const {written} = await render(turn)

  expect(written.stdout).toBe('\nI run the tests.\n\nThe su\nThe sum is right now.\n')
})

test('a streamed answer is wrapped at words, code and what goes to a file are not', async () => {
  const files: Record<string, string> = {}
  const answer = 'The sum was wrong.\n```\nconst sum = (a, b) => a + b\n```\n'
  const deltas = Array.from(answer, (text): TurnEvent => ({type: 'text.delta', step: 1, text}))
  const end: readonly TurnEvent[] = [
    {type: 'step.end', step: 1, text: answer, usage},
    {type: 'turn.end', result: {...result, answer}},
  ]
  const context: Partial<RenderContext> = {
    outputFile: 'out.md',
    writeFile: async (path, text) => {
      files[path] = text
    },
  }

  const {written} = await render([start, ...deltas, ...end], {columns: 10, context})

  expect(written.stdout).toBe('\nThe sum\nwas wrong.\n```\nconst sum = (a, b) => a + b\n```\n')
  expect(files).toEqual({'out.md': answer})
})

test('half a word is shown when the model is silent for a while', async () => {
  const fake = fakeDevices()
  const seen: string[] = []
  async function* events(): AsyncGenerator<TurnEvent> {
    yield {type: 'text.delta', step: 1, text: 'The su'}
    await fake.tick(250)
    seen.push(fake.written.stdout)
    await fake.tick(250)
    seen.push(fake.written.stdout)
    yield {type: 'text.delta', step: 1, text: 'm is'}
    yield* endingWith({answer: 'The sum is'}).slice(-1)
  }

  await renderTerminal(events(), contextFor(createTerminal(fake.devices, {noColor: true})))

  expect([...seen, fake.written.stdout]).toEqual(['The', 'The su', 'The sum is\n'])
  expect(fake.runningTimers()).toBe(0)
})

test('elsewhere than on a screen stdout gets the answer alone, without what a retry left', async () => {
  const {written} = await render(turn, {stdoutIsTerminal: false})

  expect(written.stdout).toBe('The sum is right now.\n')
  expect(written.stderr).toContain('\nI run the tests.\n')
  expect(written.stderr).not.toContain('The su')
})

test('a text before the checks is still the answer', async () => {
  const verify: readonly TurnEvent[] = [
    start,
    {type: 'step.end', step: 1, text: 'Done.', usage},
    {type: 'verify.start', command: 'npm test'},
    {type: 'turn.end', result: {...result, answer: 'Done.'}},
  ]

  const {written} = await render(verify, {stdoutIsTerminal: false})

  expect(written.stdout).toBe('Done.\n')
  expect(written.stderr).not.toContain('Done.')
})

test('what is running is named in the live region', async () => {
  const {written} = await render(turn)

  expect(written.stderr).toContain('⠋ shell: npm test\r')
  expect(written.stderr).toContain('⠋ Verifying: npm test\r')
})

test('a diff that a dialog has shown is not shown again', async () => {
  const fake = fakeDevices()
  const terminal = createTerminal(fake.devices, {noColor: true})
  terminal.shownDiffs.add(changeSet.diff)

  await renderTerminal(stream(turn), contextFor(terminal))

  expect(fake.written.screen).not.toContain('@@')
  expect(fake.written.screen).toContain('+1 -1 src/sum.js')
})

test.each([
  ['pending', 'Change set c1 is pending, so no file was changed: nobody to ask', 'codex apply c1'],
  ['conflict', 'Change set c1 did not land, because files were changed meanwhile: nobody to ask', 'codex diff c1'],
  ['landed', 'Change set c1 landed: nobody to ask', 'codex undo'],
] as const)('a change set that is %s says so, and what to do next', async (status, sentence, command) => {
  const {left} = await render(endingWith({changeSet: {...changeSet, status, because: 'nobody to ask'}}))

  expect(left).toContain(`${sentence}\n`)
  expect(left).toContain(command)
})

test('why a turn did not complete is said in words, with its errors last', async () => {
  const errors = [{code: 'SILENT', message: 'The model fell silent.', suggestions: ['Use another model.']}]

  const {left} = await render(endingWith({outcomes: ['model-silent', 'tests-fail'], errors}))

  expect(left).toContain('Denied  shell: git push\nEnded   the model fell silent, tests still fail\n')
  expect(left.endsWith('\n\nError: The model fell silent.\n  Try: Use another model.\n')).toBe(true)
})

test('denied calls are named once in the summary, each on one line with its count', async () => {
  const denied = (callId: string, title: string): readonly TurnEvent[] => [
    {type: 'tool_call.start', callId, tool: 'shell', title},
    {type: 'tool_call.assessed', callId, assessment: {kind: 'deny', because: 'pushing is denied'}},
    {type: 'tool_call.end', callId, tool: 'shell', status: 'denied', output: 'Denied.', durationMs: 0},
  ]
  const long = 'git push --force-with-lease origin main'
  const calls = [...denied('1', 'git push'), ...denied('2', long), ...denied('3', 'git push'), ...denied('4', long)]

  const {left} = await render([start, ...calls, ...endingWith({}).slice(-1)], {columns: 40})

  const summary = left.slice(left.indexOf('Change set'))
  expect(summary.match(/^Denied .*$/gm)).toEqual([
    'Denied  shell: git push · 2 times',
    'Denied  shell: git push --for… · 2 times',
  ])
  expect(summary).not.toContain('pushing is denied')
})

test('only the code of the answer is printed when that is asked for, and written to the file', async () => {
  const files: Record<string, string> = {}
  const context: Partial<RenderContext> = {
    codeOnly: true,
    outputFile: 'out.js',
    writeFile: async (path, text) => {
      files[path] = text
    },
  }

  const {written} = await render(endingWith({answer: 'So:\n```js\nlet a\n```\n'}), {context})

  expect(written.stdout).toBe('let a\n')
  expect(files).toEqual({'out.js': 'let a\n'})
})

test('an output file that cannot be written is an error of the result, after the answer', async () => {
  const context: Partial<RenderContext> = {
    outputFile: '/no/out',
    writeFile: async () => {
      throw new Error('no such folder')
    },
  }

  const {returned, written} = await render(turn, {context, stdoutIsTerminal: false})

  expect(written.stdout).toBe('The sum is right now.\n')
  expect(returned.outcomes).toEqual(['usage'])
  expect(written.stderr).toContain('Error: The answer could not be written to /no/out: no such folder\n')
})

test('the runtime may finish its work after the last event', async () => {
  let isFinished = false
  async function* events() {
    yield* turn
    isFinished = true
  }

  await renderTerminal(events(), contextFor(createTerminal(fakeDevices().devices, {noColor: true})))

  expect(isFinished).toBe(true)
})

test('a stream that breaks leaves no live region behind', async () => {
  const fake = fakeDevices()
  const terminal = createTerminal(fake.devices, {noColor: true})

  await expect(renderTerminal(stream(turn.slice(0, 6)), contextFor(terminal))).rejects.toThrow('without a result')

  expect(fake.written.stderr.endsWith('\r\u001B[J')).toBe(true)
  expect(fake.runningTimers()).toBe(0)
})

test('a stream that breaks in the middle of a word keeps nothing back', async () => {
  const fake = fakeDevices()
  const terminal = createTerminal(fake.devices, {noColor: true})

  await expect(renderTerminal(stream(turn.slice(0, 4)), contextFor(terminal))).rejects.toThrow('without a result')

  expect(fake.written.screen.endsWith('I run the tests.')).toBe(true)
  expect(fake.runningTimers()).toBe(0)
})
