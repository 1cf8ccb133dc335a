import type {Decision} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import type {Question} from '../../../src/approval/approver.ts'
import {createApprover} from '../../../src/approval/create-approver.ts'

const ask = {kind: 'ask', because: 'it may'} as const
const command = (line: string, cwd = '/w', binding = 'same'): Question => ({
  kind: 'command',
  line,
  cwd,
  assessment: ask,
  binding,
})
const signal = new AbortController().signal

/** A person whose answers the test gives, one after the other. */
function person() {
  const shown: {question: Question; answer: (decision: Decision) => void; fail: (error: Error) => void}[] = []
  const approver = createApprover({
    askUser: (question) =>
      new Promise<Decision>((resolve, reject) => shown.push({question, answer: resolve, fail: reject})),
    isSandboxed: true,
    configPath: '~/.codex/config.yaml',
  })
  return {approver, shown, settled: () => new Promise((resolve) => setImmediate(resolve))}
}

test.each<Decision>([{kind: 'yes'}, {kind: 'no', because: 'not now'}, {kind: 'stop'}])(
  'passes %j on',
  async (decision) => {
    const {approver, shown, settled} = person()

    const answer = approver.ask(command('npm test'), signal)
    await settled()
    shown[0]?.answer(decision)

    expect(await answer).toEqual({decision, by: 'user'})
  },
)

test.each([
  [command('npm test'), 'session'],
  [command('  npm test\n'), 'session'],
  [command('npm test', '/w/sub'), 'asked'],
  [command('npm test', '/w', 'a script has changed'), 'asked'],
  [command('npm test -- --watch'), 'asked'],
  [command('npm'), 'asked'],
  [{kind: 'patch', diff: '', assessment: ask} satisfies Question, 'asked'],
])('after yes for this session to a command, %j is answered: %s', async (question, by) => {
  const {approver, shown, settled} = person()
  const first = approver.ask(command('npm test'), signal)
  await settled()
  shown[0]?.answer({kind: 'yes-for-session'})
  expect(await first).toEqual({decision: {kind: 'yes-for-session'}, by: 'user'})

  const second = approver.ask(question, signal)
  await settled()
  shown[1]?.answer({kind: 'no', because: 'asked'})

  expect(await second).toEqual(
    by === 'session' ? {decision: {kind: 'yes'}, by} : {decision: {kind: 'no', because: 'asked'}, by: 'user'},
  )
})

test.each<[Question, string]>([
  [{kind: 'patch', diff: 'a', paths: ['f'], assessment: ask}, 'session'],
  [{kind: 'change-set', diff: 'a', paths: ['f'], assessment: ask}, 'session'],
  [{kind: 'patch', diff: 'b', paths: ['f'], assessment: ask}, 'asked'],
  [{kind: 'change-set', diff: 'b', paths: ['f'], assessment: ask}, 'asked'],
  [{kind: 'patch', diff: 'a', paths: ['f', 'g'], assessment: ask}, 'asked'],
  [{kind: 'patch', diff: 'a', assessment: ask}, 'asked'],
  [{kind: 'change-set', diff: 'a', paths: ['f'], assessment: {...ask, rule: 'ask apply_patch'}}, 'asked'],
  [command('a'), 'asked'],
])('after yes for this session to a patch, %j is answered: %s', async (question, by) => {
  const {approver, shown, settled} = person()
  const first = approver.ask({kind: 'patch', diff: 'a', paths: ['f'], assessment: ask}, signal)
  await settled()
  shown[0]?.answer({kind: 'yes-for-session'})
  await first

  const second = approver.ask(question, signal)
  await settled()
  shown[1]?.answer({kind: 'no', because: 'asked'})

  expect(await second).toEqual(
    by === 'session' ? {decision: {kind: 'yes'}, by} : {decision: {kind: 'no', because: 'asked'}, by: 'user'},
  )
})

test('a plain yes is not remembered', async () => {
  const {approver, shown, settled} = person()
  const first = approver.ask(command('a'), signal)
  await settled()
  shown[0]?.answer({kind: 'yes'})
  await first

  void approver.ask(command('a'), signal)
  await settled()

  expect(shown).toHaveLength(2)
})

test('questions are shown one at a time, and a waiting one profits from the answer before it', async () => {
  const {approver, shown, settled} = person()

  const answers = [command('a'), command('a'), command('b')].map((question) => approver.ask(question, signal))
  await settled()
  expect(shown.map(({question}) => question)).toEqual([command('a')])
  shown[0]?.answer({kind: 'yes-for-session'})
  await settled()
  expect(shown.map(({question}) => question)).toEqual([command('a'), command('b')])
  shown[1]?.answer({kind: 'yes'})

  expect((await Promise.all(answers)).map(({by}) => by)).toEqual(['user', 'session', 'user'])
})

test('an abort ends a shown and a waiting question as stop, and a late yes does not count', async () => {
  const {approver, shown, settled} = person()
  const turn = new AbortController()
  const answers = [command('a'), command('b')].map((question) => approver.ask(question, turn.signal))
  await settled()

  turn.abort()

  const stop = {decision: {kind: 'stop'}, by: 'nobody'}
  expect(await Promise.all(answers)).toEqual([stop, stop])
  shown[0]?.answer({kind: 'yes-for-session'})
  await settled()
  expect(shown).toHaveLength(1)
  void approver.ask(command('a'), signal)
  await settled()
  expect(shown).toHaveLength(2)
})

test('an abort before the question is never a yes, also where the session remembers one', async () => {
  const {approver, shown, settled} = person()
  const first = approver.ask(command('a'), signal)
  await settled()
  shown[0]?.answer({kind: 'yes-for-session'})
  await first

  expect(await approver.ask(command('a'), AbortSignal.abort())).toEqual({decision: {kind: 'stop'}, by: 'nobody'})
})

test('a dialog that breaks reports its error, and the next question is still asked', async () => {
  const {approver, shown, settled} = person()
  const first = approver.ask(command('a'), signal)
  const second = approver.ask(command('b'), signal)
  await settled()
  shown[0]?.fail(new Error('the terminal is gone'))

  await expect(first).rejects.toThrow('the terminal is gone')
  await settled()
  shown[1]?.answer({kind: 'yes'})
  expect(await second).toEqual({decision: {kind: 'yes'}, by: 'user'})
})

test.each<[Question, string]>([
  [
    command('npm test'),
    'A rule that would allow it: `- {allow: shell, command: "npm test"}` under `permissions` in ~/.codex/config.yaml.',
  ],
  [command('a > b'), 'No rule for single commands would allow it: it redirects to or from a file.'],
  [
    {...command('a'), assessment: {...ask, rule: 'ask shell "a" (f:1)'}},
    'A rule wants an answer: ask shell "a" (f:1).',
  ],
  [
    {kind: 'change-set', diff: '', assessment: ask, paths: ['a', 'b']},
    'Rules that would allow it: `- {allow: apply_patch, path: "a"}`, `- {allow: apply_patch, path: "b"}` under `permissions` in ~/.codex/config.yaml.',
  ],
  [{kind: 'patch', diff: '', assessment: ask}, 'A terminal, or another approval mode, would allow it.'],
])('with nobody there, %j is denied with the way out', async (question, wayOut) => {
  const approver = createApprover({isSandboxed: true, configPath: '~/.codex/config.yaml'})

  expect(await approver.ask(question, signal)).toEqual({
    decision: {kind: 'no', because: `Nobody was there to ask. ${wayOut}`},
    by: 'nobody',
  })
  expect(await approver.ask(question, AbortSignal.abort())).toEqual({decision: {kind: 'stop'}, by: 'nobody'})
})
