import {readdir} from 'node:fs/promises'
import path from 'node:path'
import type {SandboxPolicy} from '@codex-host/plugin-api'
import {expect, onTestFinished, test} from 'vitest'
import type {Question} from '../../../src/approval/approver.ts'
import {placeholderRecords} from '../../../src/cli/work-folders.ts'
import {createPlaceholders} from '../../../src/sandbox/placeholders.ts'
import {runTurn} from '../../helpers/run-turn.ts'
import {plainPolicy} from '../../helpers/sandbox-facts.ts'

const made = 'mkdir -p sub/.vscode sub/.git/hooks && echo "{}" > sub/.vscode/tasks.json && echo x > sub/.git/config'
const script = {
  steps: [{reply: [{tool_call: {name: 'shell', arguments: {command: made}}}]}, {reply: [{text: 'Done.'}]}],
}
const files = {'a.txt': 'a', 'sub/b.txt': 'b'}

async function turn(flags: Record<string, string>, answer?: (question: Question) => {kind: 'yes'}) {
  const run = await runTurn({script, files, flags: {isolation: 'in-place', ...flags}, ...(answer && {answer})})
  const notices = run.events.flatMap((event) => (event.type === 'notice' ? [event.text] : []))
  const names = (await readdir(path.join(run.workspace, 'sub'))).toSorted()
  return {names, notices: notices.filter((text) => text.startsWith('A command made')), questions: run.questions}
}

test('a repository and editor settings that a command makes in place get names that nothing obeys', async () => {
  const {names, notices} = await turn({'approval-mode': 'full-auto'})

  expect(names).toEqual(['.git.set-aside', '.vscode.set-aside', 'b.txt'])
  expect(notices).toEqual([
    'A command made sub/.git, which git takes for a repository and whose settings it obeys: it is sub/.git.set-aside now.',
    'A command made sub/.vscode, which an editor, a shell or an agent obeys: it is sub/.vscode.set-aside now.',
  ])
})

test('they stay where somebody says yes to what is in them', async () => {
  const {names, questions} = await turn({'approval-mode': 'auto-edit'}, () => ({kind: 'yes'}))

  expect(names).toEqual(['.git', '.vscode', 'b.txt'])
  expect(questions.slice(1)).toMatchObject([
    {kind: 'patch', paths: ['sub/.git/config'], diff: expect.stringContaining('+x\n')},
    {kind: 'patch', paths: ['sub/.vscode/tasks.json'], diff: expect.stringContaining('+{}\n')},
  ])
})

test('what another codex holds in place of a missing path meanwhile was not made by a command, and stays', async () => {
  const run = await runTurn({
    script,
    files,
    flags: {isolation: 'in-place', 'approval-mode': 'full-auto'},
    async onEvent(event, workspace) {
      if (event.type !== 'turn.start') return
      const {release} = await holdElsewhere(workspace, ['.vscode', '.idea'])
      onTestFinished(release)
    },
  })

  expect((await readdir(run.workspace)).toSorted()).toEqual(['.idea', '.vscode', 'a.txt', 'sub'])
})

/** As another process does, with the records of the same user. */
async function holdElsewhere(workspace: string, names: readonly string[]) {
  const records = placeholderRecords(path.join(workspace, '../home/.codex'))
  const places = names.map((name) => ({path: path.join(workspace, name), kind: 'missing'}) as const)
  const policy: SandboxPolicy = {
    ...plainPolicy,
    workspace: {source: {kind: 'directory', path: workspace}, target: workspace, access: 'write'},
    protectedPaths: places.map((place) => place.path),
  }
  return createPlaceholders(records).hold(policy, async () => ({kind: 'planned', guarded: places}))
}

test('in a copy nothing is renamed, because nothing of it is obeyed yet', async () => {
  const run = await runTurn({script, files, flags: {'approval-mode': 'full-auto'}})

  expect(run.events.flatMap((event) => (event.type === 'notice' ? [event.code] : []))).not.toContain(
    'OBEYED_PLACE_MADE',
  )
  expect(run.result.changeSet).toMatchObject({status: 'pending', files: [{path: 'sub/.vscode/tasks.json'}]})
})
