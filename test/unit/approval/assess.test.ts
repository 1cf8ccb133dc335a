import type {Assessment} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import type {ApprovalAction, AssessmentRequest} from '../../../src/approval/assess.ts'
import {assess} from '../../../src/approval/assess.ts'
import type {Question} from '../../../src/approval/approver.ts'
import {createApprover} from '../../../src/approval/create-approver.ts'
import {effect} from './effects.ts'
import {rule} from './rules.ts'

const reading: ApprovalAction = {kind: 'command', line: 'ls -la', cwd: '/w'}
const command: ApprovalAction = {kind: 'command', line: 'npm test', cwd: '/w'}
const patch: ApprovalAction = {kind: 'patch', effects: [effect('src/a.ts')]}
const changeSet: ApprovalAction = {kind: 'change-set', effects: [effect('src/a.ts')]}
const sensitive: ApprovalAction = {
  kind: 'change-set',
  effects: [effect('src/a.ts'), effect('.vscode/tasks.json')],
  needsAnswer: ['.vscode/tasks.json'],
}
const sensitivePatch: ApprovalAction = {...sensitive, kind: 'patch'}

const modes = ['suggest', 'auto-edit', 'full-auto'] as const
const isolations = ['copy', 'in-place'] as const

/** One row of the table: what the three modes answer, in their order. */
type Row = [string, ApprovalAction, {copy: string; 'in-place': string}]
const same = (answers: string) => ({copy: answers, 'in-place': answers})
const rows: Row[] = [
  ['a command that only reads', reading, same('allow allow allow')],
  ['a command', command, same('ask ask allow')],
  ['a patch', patch, {copy: 'allow allow allow', 'in-place': 'ask allow allow'}],
  ['a change set', changeSet, same('ask allow allow')],
  ['a change set with an editor file', sensitive, same('ask ask deny')],
  ['a patch of an editor file', sensitivePatch, {copy: 'allow allow allow', 'in-place': 'ask ask deny'}],
]
const cells = rows.flatMap(([name, action, answers]) =>
  isolations.flatMap((isolation) =>
    modes.map((mode, index) => ({name, action, isolation, mode, expected: answers[isolation].split(' ')[index] ?? ''})),
  ),
)

test.each(cells)('$mode, $isolation: $name → $expected', async ({action, isolation, mode, expected}) => {
  const assessment = assess({action, isolation, mode, isSandboxed: true, rules: []})

  expect(assessment.kind).toBe(expected)
  expect(assessment.because).not.toBe('')
})

test.each(cells)('$mode, $isolation: $name happens with a yes, and without anybody only if allowed', async (cell) => {
  const {action, isolation, mode, expected} = cell
  const assessment = assess({action, isolation, mode, isSandboxed: true, rules: []})

  expect(await happens(action, assessment, 'somebody')).toBe(expected !== 'deny')
  expect(await happens(action, assessment, 'nobody')).toBe(expected === 'allow')
})

async function happens(action: ApprovalAction, assessment: Assessment, who: 'somebody' | 'nobody'): Promise<boolean> {
  if (assessment.kind !== 'ask') return assessment.kind === 'allow'
  const approver = createApprover({
    ...(who === 'somebody' ? {askUser: async () => ({kind: 'yes' as const})} : {}),
    isSandboxed: true,
    configPath: 'config.yaml',
  })
  const question: Question =
    action.kind === 'command'
      ? {kind: 'command', line: action.line, cwd: action.cwd, assessment, binding: ''}
      : {kind: action.kind, diff: '', assessment}
  return (await approver.ask(question, new AbortController().signal)).decision.kind === 'yes'
}

test.each([
  ['suggest', reading, 'ask'],
  ['auto-edit', reading, 'ask'],
  ['full-auto', reading, 'allow'],
  ['suggest', command, 'ask'],
  ['full-auto', command, 'allow'],
] as const)('without a sandbox, in %s, %j is %s', (mode, action, expected) => {
  expect(assess({action, mode, isolation: 'copy', isSandboxed: false, rules: []}).kind).toBe(expected)
})

test('an assessment says why, and which rule decided', () => {
  const base = {isolation: 'copy', isSandboxed: true, mode: 'suggest'} as const

  expect(assess({...base, action: command, rules: []})).toEqual({
    kind: 'ask',
    because: 'suggest asks for commands, and npm with these arguments may change something',
  })
  expect(assess({...base, action: command, rules: [rule('user deny shell npm*')]})).toEqual({
    kind: 'deny',
    because: 'a rule denies it',
    rule: 'deny shell "npm*" (user.yaml:1)',
  })
  expect(assess({...base, action: sensitive, rules: []})).toEqual({
    kind: 'ask',
    because: 'it changes .vscode/tasks.json, which other programs run or obey later',
    rule: 'built in: agent and editor files need an answer',
  })
})

const ruleCells: [string, ApprovalAction, Partial<AssessmentRequest>, string][] = [
  ['user allow shell npm test', command, {}, 'allow allow allow'],
  ['user ask shell npm test', command, {}, 'ask ask deny'],
  ['user deny shell npm test', command, {}, 'deny deny deny'],
  ['project allow shell npm test', command, {}, 'ask ask allow'],
  ['project ask shell npm test', command, {}, 'ask ask deny'],
  ['user deny shell ls*', reading, {}, 'deny deny deny'],
  ['user ask shell ls*', reading, {}, 'ask ask deny'],
  ['user deny shell x', {kind: 'command', line: '$y', cwd: '/w'}, {}, 'ask ask deny'],
  ['user allow apply_patch src/*', changeSet, {}, 'allow allow allow'],
  ['user ask apply_patch src/*', changeSet, {}, 'ask ask deny'],
  ['user deny apply_patch src/*', changeSet, {}, 'deny deny deny'],
  ['user deny apply_patch src/*', patch, {}, 'deny deny deny'],
  ['user ask apply_patch src/*', patch, {}, 'allow allow deny'],
  ['user ask apply_patch src/*', patch, {isolation: 'in-place'}, 'ask ask deny'],
  ['user allow apply_patch .vscode/*', sensitive, {}, 'ask allow allow'],
  ['user allow apply_patch *', sensitive, {}, 'allow allow allow'],
  ['user allow apply_patch src/*', sensitive, {}, 'ask ask deny'],
  ['project allow apply_patch *', sensitive, {}, 'ask ask deny'],
]

test.each(ruleCells)('%s on %j (%j) → %s', (text, action, changed, expected) => {
  const answers = modes.map((mode) => {
    return assess({action, mode, isolation: 'copy', isSandboxed: true, rules: [rule(text)], ...changed}).kind
  })

  expect(answers.join(' ')).toBe(expected)
})
