import {lstat, realpath} from 'node:fs/promises'
import path from 'node:path'
import {type ChangeSetSummary, CodexError, type FileEdit} from '@codex-host/plugin-api'
import {assess} from '../../approval/assess.ts'
import {createChangeSetId} from '../../workspace/change-set-id.ts'
import type {ChangeSet, FileEffect} from '../../workspace/change-set.ts'
import {createChangeStore} from '../../workspace/change-store.ts'
import {describeChangeSet} from '../../workspace/describe-change-set.ts'
import {isAtOrBelow} from '../../workspace/is-at-or-below.ts'
import {isGitPath} from '../../workspace/landing-rules.ts'
import type {WorkspacePath} from '../../workspace/workspace-path.ts'
import type {HostContext} from '../host-context.ts'
import type {Setup} from '../resolve-setup.ts'
import {withNeedsAnswer} from '../with-needs-answer.ts'

interface Landing {
  readonly context: Pick<HostContext, 'now'>
  readonly setup: Setup
  readonly isSecret: (place: string) => Promise<boolean>
  readonly signal: AbortSignal
}

/**
 * Lands edits that the user asked for as one change set. What needs an answer, as files do that an editor runs, stays
 * pending with all the rest.
 * @throws CodexError with exit code 2 for a path that is none of the workspace, 8 where nothing could be written.
 */
export async function landEdits(edits: readonly FileEdit[], landing: Landing): Promise<ChangeSetSummary> {
  const {context, setup, signal} = landing
  const effects = await Promise.all(edits.map((edit) => effectOf(edit, landing)))
  const changeSet: ChangeSet = {
    id: createChangeSetId(context.now(), Math.random()),
    root: setup.root,
    createdAt: new Date(context.now()).toISOString(),
    effects,
    ignoredFiles: 0,
    leftOut: [],
  }
  signal.throwIfAborted()
  const changes = createChangeStore({folder: path.join(setup.codexHome, 'changes')})
  await changes.recover()
  await changes.save(changeSet)

  const described = {id: changeSet.id, ...describeChangeSet(changeSet), ignoredFiles: 0}
  const because = whyPending(changeSet, setup)
  if (because !== undefined) return {...described, status: 'pending', because}
  const outcome = await changes.settle(changeSet.id)
  if (outcome.kind !== 'conflict') return {...described, status: 'landed'}
  return {...described, status: 'conflict', conflicts: outcome.conflicts}
}

async function effectOf({path: file, before, after}: FileEdit, {setup, isSecret}: Landing): Promise<FileEffect> {
  const place = await realpath(path.resolve(setup.cwd, file))
  const inside = path.relative(setup.root, place)
  if (!isAtOrBelow(setup.root, place) || isGitPath(inside)) {
    throw notOurs(file, isGitPath(inside) ? 'it belongs to git' : `it is not in the workspace ${setup.root}`)
  }
  if (await isSecret(place)) throw notOurs(file, 'it is a place for secrets')
  const mode = (await lstat(place)).mode & 0o777
  return {
    path: inside as WorkspacePath,
    before: {kind: 'file', bytes: before, mode},
    after: {kind: 'file', bytes: after, mode},
  }
}

function notOurs(file: string, because: string): CodexError {
  return new CodexError(`${file} cannot be changed, because ${because}. No file was changed.`, {
    code: 'FILE_NOT_CHANGEABLE',
    exitCode: 2,
    suggestions: ['Name files of the workspace, or choose another one with --cwd.'],
  })
}

/** The user asked for the edit, as with `auto-edit`; rules and what runs by itself still count. */
function whyPending({effects}: ChangeSet, {loaded, writable}: Setup): string | undefined {
  const {rules} = loaded.config
  const strict = writable !== undefined && {writable}
  const action = withNeedsAnswer({kind: 'change-set', effects})
  const assessment = assess({action, mode: 'auto-edit', isolation: 'copy', isSandboxed: true, rules, ...strict})
  return assessment.kind === 'allow' ? undefined : assessment.because
}
