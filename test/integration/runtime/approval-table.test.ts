import {readFile} from 'node:fs/promises'
import path from 'node:path'
import type {ApprovalMode, Decision} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import type {ModelScript} from '../../../src/model/scripted/model-script.ts'
import {exitCodeOf} from '../../../src/cli/exit-code.ts'
import {runTurn} from '../../helpers/run-turn.ts'

type Action = 'patch' | 'reading command' | 'other command' | 'protected file'

interface Row {
  readonly mode: ApprovalMode
  readonly isolation: 'copy' | 'in-place'
  readonly action: Action
  readonly answer: 'yes' | 'no' | 'nobody'
  /** Kinds of the questions, in order. */
  readonly asked: readonly string[]
  /** What the workspace holds afterwards. */
  readonly text: 'old' | 'new'
  readonly exitCode: number
}

const patch = '*** Begin Patch\n*** Update File: a.txt\n@@\n-old\n+new\n*** End Patch'
const protectedPatch =
  '*** Begin Patch\n*** Update File: a.txt\n@@\n-old\n+new\n*** Add File: .envrc\n+x\n*** End Patch'

const calls: Readonly<Record<Action, {name: string; arguments: Record<string, unknown>}>> = {
  patch: {name: 'apply_patch', arguments: {patch}},
  'reading command': {name: 'shell', arguments: {command: 'cat a.txt'}},
  'other command': {name: 'shell', arguments: {command: 'echo new > a.txt'}},
  'protected file': {name: 'apply_patch', arguments: {patch: protectedPatch}},
}

const rows: readonly Row[] = [
  {mode: 'suggest', isolation: 'copy', action: 'patch', answer: 'yes', asked: ['change-set'], text: 'new', exitCode: 0},
  {mode: 'suggest', isolation: 'copy', action: 'patch', answer: 'no', asked: ['change-set'], text: 'old', exitCode: 7},
  {mode: 'suggest', isolation: 'copy', action: 'patch', answer: 'nobody', asked: [], text: 'old', exitCode: 7},
  {mode: 'suggest', isolation: 'in-place', action: 'patch', answer: 'yes', asked: ['patch'], text: 'new', exitCode: 0},
  {mode: 'suggest', isolation: 'in-place', action: 'patch', answer: 'no', asked: ['patch'], text: 'old', exitCode: 7},
  {mode: 'suggest', isolation: 'in-place', action: 'patch', answer: 'nobody', asked: [], text: 'old', exitCode: 7},
  {
    mode: 'suggest',
    isolation: 'copy',
    action: 'reading command',
    answer: 'nobody',
    asked: [],
    text: 'old',
    exitCode: 0,
  },
  {
    mode: 'suggest',
    isolation: 'copy',
    action: 'other command',
    answer: 'yes',
    asked: ['command', 'change-set'],
    text: 'new',
    exitCode: 0,
  },
  {
    mode: 'suggest',
    isolation: 'copy',
    action: 'other command',
    answer: 'no',
    asked: ['command'],
    text: 'old',
    exitCode: 7,
  },
  {mode: 'suggest', isolation: 'copy', action: 'other command', answer: 'nobody', asked: [], text: 'old', exitCode: 7},
  {mode: 'auto-edit', isolation: 'copy', action: 'patch', answer: 'nobody', asked: [], text: 'new', exitCode: 0},
  {mode: 'auto-edit', isolation: 'in-place', action: 'patch', answer: 'nobody', asked: [], text: 'new', exitCode: 0},
  {
    mode: 'auto-edit',
    isolation: 'copy',
    action: 'reading command',
    answer: 'nobody',
    asked: [],
    text: 'old',
    exitCode: 0,
  },
  {
    mode: 'auto-edit',
    isolation: 'copy',
    action: 'other command',
    answer: 'yes',
    asked: ['command'],
    text: 'new',
    exitCode: 0,
  },
  {
    mode: 'auto-edit',
    isolation: 'copy',
    action: 'other command',
    answer: 'nobody',
    asked: [],
    text: 'old',
    exitCode: 7,
  },
  {
    mode: 'auto-edit',
    isolation: 'copy',
    action: 'protected file',
    answer: 'yes',
    asked: ['change-set'],
    text: 'new',
    exitCode: 0,
  },
  {
    mode: 'auto-edit',
    isolation: 'copy',
    action: 'protected file',
    answer: 'nobody',
    asked: [],
    text: 'old',
    exitCode: 7,
  },
  {mode: 'full-auto', isolation: 'copy', action: 'patch', answer: 'nobody', asked: [], text: 'new', exitCode: 0},
  {
    mode: 'full-auto',
    isolation: 'copy',
    action: 'reading command',
    answer: 'nobody',
    asked: [],
    text: 'old',
    exitCode: 0,
  },
  {
    mode: 'full-auto',
    isolation: 'copy',
    action: 'other command',
    answer: 'nobody',
    asked: [],
    text: 'new',
    exitCode: 0,
  },
  {
    mode: 'full-auto',
    isolation: 'in-place',
    action: 'other command',
    answer: 'nobody',
    asked: [],
    text: 'new',
    exitCode: 0,
  },
  {mode: 'full-auto', isolation: 'copy', action: 'protected file', answer: 'yes', asked: [], text: 'old', exitCode: 7},
]

test.each(rows)('$mode, $isolation, $action, $answer: the file is $text, exit $exitCode', async (row) => {
  const script: ModelScript = {steps: [{reply: [{tool_call: calls[row.action]}]}, {reply: [{text: 'Done.'}]}]}
  const {answer} = row
  const decision: Decision = answer === 'yes' ? {kind: 'yes'} : {kind: 'no', because: 'Not this way.'}
  const run = await runTurn({
    script,
    files: {'a.txt': 'old\n'},
    flags: {'approval-mode': row.mode, isolation: row.isolation},
    ...(answer === 'nobody' ? {} : {answer: () => decision}),
  })

  expect({
    asked: run.questions.map((question) => question.kind),
    text: (await readFile(path.join(run.workspace, 'a.txt'), 'utf8')).trim(),
    exitCode: exitCodeOf(run.result),
  }).toEqual({asked: row.asked, text: row.text, exitCode: row.exitCode})
})

test('what nobody could approve stays pending, with its diff and the rule or command that lands it', async () => {
  const script: ModelScript = {steps: [{reply: [{tool_call: calls.patch}]}, {reply: [{text: 'Done.'}]}]}
  const {result} = await runTurn({script, files: {'a.txt': 'old\n'}})

  expect(result.changeSet).toMatchObject({status: 'pending', files: [{path: 'a.txt', kind: 'modify'}]})
  expect(result.changeSet?.diff).toContain('-old\n+new\n')
})

test('a denied command says which rule would allow it, and with that rule it runs', async () => {
  const call = {tool_call: {name: 'shell', arguments: {command: 'touch new.txt'}}}
  const script: ModelScript = {steps: [{reply: [call]}, {reply: [{text: 'No.'}]}]}
  const denied = await runTurn({script})
  const rule = /`(- \{allow: shell, command: "touch new\.txt"\})`/.exec(denied.result.denials.join())?.[1]
  const allowed = await runTurn({script, config: `permissions:\n  ${rule}\n`, flags: {'approval-mode': 'auto-edit'}})

  expect(exitCodeOf(denied.result)).toBe(7)
  expect(allowed.result.changeSet).toMatchObject({status: 'landed', files: [{path: 'new.txt', kind: 'add'}]})
})

test('stop ends the turn at once and lands nothing', async () => {
  const script: ModelScript = {steps: [{reply: [{tool_call: calls['other command']}]}]}
  const run = await runTurn({script, files: {'a.txt': 'old\n'}, answer: () => ({kind: 'stop'})})

  expect(exitCodeOf(run.result)).toBe(7)
  expect(run.requests).toHaveLength(1)
})

test('yes for this session covers the same command again, and nothing else', async () => {
  const touch = (name: string) => ({tool_call: {name: 'shell', arguments: {command: `touch ${name}`}}})
  const script: ModelScript = {
    steps: [{reply: [touch('one')]}, {reply: [touch('two')]}, {reply: [touch('one')]}, {reply: [{text: 'Done.'}]}],
  }
  const run = await runTurn({script, files: {'a.txt': 'old\n'}, answer: () => ({kind: 'yes-for-session'})})

  const lines = run.questions.map((question) => (question.kind === 'command' ? question.line : question.kind))
  expect(lines).toEqual(['touch one', 'touch two', 'change-set'])
})
