import {mkdir} from 'node:fs/promises'
import path from 'node:path'
import {CodexError} from '@codex-host/plugin-api'
import type {SessionRecord} from '../../store/session-record.ts'
import type {ChangeStore} from '../../workspace/change-store.ts'
import {copyTree} from '../../workspace/copy-tree.ts'
import {restoreSnapshot} from '../../workspace/restore-snapshot.ts'
import type {SnapshotEntry} from '../../workspace/snapshot.ts'
import {toWorkspacePath} from '../../workspace/workspace-path.ts'
import {undoIn} from './undo-in.ts'

export interface RestoredWorkspace {
  /** Where the copy lies. */
  readonly root: string
  /** What the user should know of how it was made. */
  readonly notes: readonly string[]
}

export interface RestoreOptions {
  readonly record: SessionRecord
  /** A folder of the replay's own. */
  readonly folder: string
  /** The change sets of this machine; absent for a record that came from a file: then nothing of it is used. */
  readonly changes?: ChangeStore
}

/**
 * Makes a copy of the workspace as it was when the session began.
 * @throws CodexError with exit code 2 when the record has no state and there is nothing to make it from.
 */
export async function restoreWorkspace(options: RestoreOptions, signal: AbortSignal): Promise<RestoredWorkspace> {
  const {record, folder, changes} = options
  const state = record.lines.findLast((line) => line.kind === 'state')
  if (state?.outcome !== 'complete') {
    const because = state?.because ?? 'the session ended before it was read'
    if (changes === undefined) throw stateMissing(because)
    return fromToday({...options, changes, because}, signal)
  }

  const root = path.join(folder, 'tree')
  await mkdir(root)
  const entries = record.entries.map((entry) => toSnapshotEntry(entry, record))
  const today = changes === undefined ? {} : {today: record.session.root}
  const brought = await restoreSnapshot({folder: root, entries, ...today}, signal)
  return {
    root,
    notes: [
      ...(brought.length === 0 ? [] : [`As they are today: ${brought.join(', ')}.`]),
      ...(state.redacted_files.length === 0
        ? []
        : [`Secrets were taken out of ${state.redacted_files.join(', ')} when the session was recorded.`]),
    ],
  }
}

function toSnapshotEntry(entry: SessionRecord['entries'][number], record: SessionRecord): SnapshotEntry {
  const inside = toWorkspacePath(record.session.root, entry.path)
  if (inside !== entry.path) throw outside(entry.path)
  switch (entry.type) {
    case 'file': {
      const bytes = record.contents.get(entry.sha256) ?? new Uint8Array()
      return {type: 'file', path: inside, mode: entry.mode, writtenAtMs: entry.written_at_ms, bytes}
    }
    case 'link':
      return {type: 'link', path: inside, target: entry.target}
    case 'folder':
      return {type: 'folder', path: inside}
    case 'hidden':
    case 'ignored':
      return {type: entry.type, path: inside, isFolder: entry.is_folder}
  }
}

/** Today's files, without what this turn and later ones have landed. */
async function fromToday(
  {record, folder, changes, because}: RestoreOptions & {changes: ChangeStore; because: string},
  signal: AbortSignal,
): Promise<RestoredWorkspace> {
  const {root, started_at_ms: startedAtMs} = record.session
  const copied = await copyTree('reflink', {root, folder}, signal).then((outcome) =>
    outcome.kind === 'copied' ? outcome : copyTree('copy', {root, folder}, signal),
  )
  if (copied.kind === 'unavailable') {
    throw stateMissing(`${because}, and today's files cannot be copied: ${copied.because}`)
  }

  const undone = await undoIn(copied.path, {changes, root, sinceMs: startedAtMs})
  const landed =
    undone === 0 ? '' : `, without ${undone === 1 ? 'the change set' : `the ${undone} change sets`} landed since`
  return {
    root: copied.path,
    notes: [`The state of the workspace was not kept (${because}): these are today's files${landed}.`],
  }
}

function stateMissing(because: string): CodexError {
  return new CodexError(`The workspace of this session cannot be made again, so nothing was replayed: ${because}.`, {
    code: 'STATE_NOT_KEPT',
    exitCode: 2,
  })
}

function outside(place: string): CodexError {
  return new CodexError(
    `The record names ${JSON.stringify(place)}, which is no path inside the workspace, so nothing was replayed.`,
    {code: 'RECORD_UNREADABLE', exitCode: 2},
  )
}
