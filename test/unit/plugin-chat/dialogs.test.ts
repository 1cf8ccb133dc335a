import type {Decision, Question} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {chatSession} from '../../helpers/chat-session.ts'
import {turnEnd} from '../../helpers/fake-chat-host.ts'

const command: Question = {
  kind: 'command',
  line: 'rm -rf build\necho done',
  cwd: '/project',
  assessment: {kind: 'ask', because: 'rm may change files', rule: 'shell "rm*", config.yaml:3'},
}

/** A chat whose turn asks one question. */
async function asking(question: Question, size: {readonly columns?: number; readonly rows?: number} = {}) {
  const decisions: Decision[] = []
  const session = await chatSession({
    ...size,
    async *turn({ask}) {
      yield {type: 'step.start', step: 1}
      decisions.push(await ask(question))
      yield turnEnd()
    },
  })
  await session.type('go\r')
  return {...session, decisions}
}

test('a question shows the whole command, the reason, the rule and the choices', async () => {
  const {pass, shown} = await asking(command)

  await pass(500)

  expect(shown()).toEqual([
    '> go',
    'Run this command in /project?',
    '│ rm -rf build',
    '│ echo done',
    'Why: rm may change files',
    'Rule: shell "rm*", config.yaml:3',
    'your answer is waited for',
    '  y yes',
    '  a yes for this session',
    '  e edit the command',
    '  n no, and say why',
    '  s stop (Esc)',
    'model-1 · suggest · sandbox bubblewrap · 12k/100k tokens',
  ])
})

test.each([
  ['y', {kind: 'yes'}],
  ['a', {kind: 'yes-for-session'}],
  ['s', {kind: 'stop'}],
  ['\u0003', {kind: 'stop'}],
  ['\u0004', {kind: 'no', because: 'the input ended'}],
  ['nnot that folder\r', {kind: 'no', because: 'not that folder'}],
  ['n\r', {kind: 'no', because: ''}],
  ['e\u0015\u0015\u0015ls\r', {kind: 'yes-edited', line: 'ls'}],
  ['e\r', {kind: 'yes'}],
])('the keys %j answer', async (keys, decision) => {
  const {pass, type, decisions} = await asking(command)
  await pass(500)

  for (const key of keys) await type(key)

  expect(decisions).toEqual([decision])
})

test('Esc stops; in the middle of words it goes back to the choices', async () => {
  const {pass, type, decisions, text} = await asking(command)
  await pass(500)

  await type('n')
  await type('half')
  await type('\u001B')
  const back = text()
  await type('\u001B')

  expect(back).toContain('  y yes\n')
  expect(decisions).toEqual([{kind: 'stop'}])
})

test('what was typed before the question could be read is no answer to it, and is not lost', async () => {
  const {type, pass, decisions, shown} = await asking(command)

  await type('y')
  await type('\r')
  await pass(500)
  const early = [...decisions]
  await type('s')

  expect([early, decisions]).toEqual([[], [{kind: 'stop'}]])
  expect(shown().at(-2)).toBe('> y')
})

test('a paste is no answer, and no time is one', async () => {
  const {type, pass, decisions} = await asking(command)
  await pass(500)

  await type('\u001B[200~y\u001B[201~')
  await pass(3_600_000)

  expect(decisions).toEqual([])
})

test('a closed input is no yes', async () => {
  const {pass, endInput, decisions} = await asking(command)
  await pass(500)

  endInput()
  await pass(100)

  expect(decisions).toEqual([{kind: 'stop'}])
})

test('a question that waits survives a change of the window', async () => {
  const {pass, resize, type, decisions, text} = await asking(command)
  await pass(500)

  await resize(40, 12)
  const narrow = text()
  await resize(100, 30)
  await type('y')

  expect(narrow).toContain('  a yes for this session')
  expect(decisions).toEqual([{kind: 'yes'}])
})

test('a long line is broken, with a mark on each row, and never cut', async () => {
  const line = `echo ${Array.from({length: 300}, (_, index) => index).join(' ')}`
  const {pass, rows} = await asking({...command, line}, {columns: 40})
  await pass(500)

  const body = rows().filter((row) => /^[│┆]/.test(row))

  expect(body.every((row) => row.length < 40)).toBe(true)
  expect(
    body
      .map((row) => row.slice(2))
      .join('')
      .replaceAll(' ', ''),
  ).toBe(line.replaceAll(' ', ''))
})

test('a change set is shown as its final diff, with line numbers, and not a second time when it lands', async () => {
  const diff = ['--- a/x.ts', '+++ b/x.ts', '@@ -9,3 +9,3 @@', ' one', '-two', '+zwei', ' three', ''].join('\n')
  const {type, pass, rows} = await chatSession({
    async *turn({ask}) {
      await ask({kind: 'change-set', diff, assessment: {kind: 'ask', because: 'suggest asks'}})
      const files = [{path: 'x.ts', kind: 'modify', addedLines: 1, removedLines: 1} as const]
      yield {type: 'change_set.end', changeSet: {id: 'abc', status: 'landed', files, ignoredFiles: 0, diff}}
      yield turnEnd()
    },
  })

  await type('go\r')
  await pass(500)
  await type('y')

  const body = rows().filter((row) => row.startsWith('│'))
  expect(body).toEqual([
    '│    --- a/x.ts',
    '│    +++ b/x.ts',
    '│    @@ -9,3 +9,3 @@',
    '│  9  one',
    '│ 10 -two',
    '│ 10 +zwei',
    '│ 11  three',
  ])
  expect(rows().filter((row) => row.includes('zwei'))).toHaveLength(1)
  expect(rows()).toContain('change set abc · 1 file · landed, /undo abc takes it back')
})

test('hidden characters of a command are seen', async () => {
  const {pass, text} = await asking({...command, line: 'echo \u202Etxt.exe\u001B[2K'})

  await pass(500)

  expect(text()).toContain('│ echo <U+202E>txt.exe\\x1b[2K')
})

test('one question after the other', async () => {
  const decisions: Decision[] = []
  const {type, pass} = await chatSession({
    async *turn({ask}) {
      decisions.push(
        await ask(command),
        await ask({kind: 'network', host: 'example.org', port: 443, assessment: command.assessment}),
      )
      yield turnEnd()
    },
  })

  await type('go\r')
  await pass(500)
  await type('y')
  await pass(500)
  await type('a')

  expect(decisions).toEqual([{kind: 'yes'}, {kind: 'yes-for-session'}])
})
