import {CodexError, isCodexError, type FileConflict} from '@codex-host/plugin-api'
import {readdir, rm} from 'node:fs/promises'
import path from 'node:path'
import {
  readChangeSet,
  readManifest,
  writeChangeSet,
  type ChangeSetStatus,
  type Manifest,
  type StoredChangeSet,
} from './change-set-file.ts'
import {isChangeSetId} from './change-set-id.ts'
import type {ChangeSet} from './change-set.ts'
import type {WriteJournaled} from './create-view.ts'
import {withWorkspaceLock} from './lock-workspace.ts'
import {mapConcurrently} from './map-concurrently.ts'
import {
  findConflicts,
  landChangeSet,
  recoverChangeSet,
  undoChangeSet,
  writeWithJournal,
  type Recovery,
  type SettleOutcome,
  type UndoOutcome,
} from './settle-change-set.ts'

export interface ChangeSetEntry {
  readonly id: string
  readonly root: string
  readonly createdAt: string
  readonly status: ChangeSetStatus
  readonly files: number
}

export interface Selection {
  /** The newest one that fits when there is no id. */
  readonly id?: string
  readonly root?: string
  readonly status?: ChangeSetStatus
}

/** Keeps change sets on disk: pending ones until they land, landed ones until they are too old to undo. */
export interface ChangeStore {
  save(changeSet: ChangeSet): Promise<void>
  /** Oldest first. */
  list(): Promise<readonly ChangeSetEntry[]>
  load(selection: Selection): Promise<StoredChangeSet | undefined>
  /** Lands a pending (or undone) change set: all files or none. Throws a CodexError (exit 8) when it is neither. */
  settle(id: string): Promise<SettleOutcome>
  /** Both sides of what would keep a change set from landing now; none where it would land. Changes nothing. */
  conflicts(id: string): Promise<readonly FileConflict[]>
  /** Takes a landed change set back: all files or none. */
  undo(id: string): Promise<UndoOutcome>
  /** Writes a patch into the user's files at once: all of it or nothing, also when the program is killed meanwhile. */
  readonly writeJournaled: WriteJournaled
  /** Ends what a kill interrupted. To be called at the start, before anything else is done with the store. */
  recover(): Promise<readonly Recovery[]>
  /**
   * Removes landed and undone change sets that are neither among the newest 50 nor younger than 14 days, and pending ones
   * that are older than 30 days: those are returned, because somebody may have wanted them.
   */
  prune(now: number): Promise<readonly ChangeSetEntry[]>
}

const waitMs = 5000
const keptCount = 50
const keptMs = 14 * 24 * 60 * 60_000
/** So long a pending change set waits, in milliseconds. */
export const pendingMs = 30 * 24 * 60 * 60_000

export function createChangeStore({folder}: {readonly folder: string}): ChangeStore {
  const folderOf = (id: string): string => path.join(folder, id)
  const underLock = <Result>(root: string, act: () => Promise<Result>): Promise<Result> =>
    withWorkspaceLock({folder: path.join(folder, 'locks'), root, waitMs}, act)

  return {
    save: (changeSet) => writeChangeSet(folderOf(changeSet.id), {changeSet, status: 'pending'}),
    list: async () => (await readAll(folder)).map(toEntry),
    load: (selection) => load(folder, selection),
    async settle(id) {
      const {root} = await mustRead(folder, id, ['pending', 'undone'])
      return underLock(root, async () => {
        const manifest = await mustRead(folder, id, ['pending', 'undone'])
        return landChangeSet(folderOf(id), await readChangeSet(folderOf(id), manifest))
      })
    },
    async conflicts(id) {
      const manifest = await mustRead(folder, id, ['pending', 'undone'])
      return findConflicts(await readChangeSet(folderOf(id), manifest))
    },
    async undo(id) {
      const {root} = await mustRead(folder, id, ['landed'])
      return underLock(root, async () => {
        const manifest = await mustRead(folder, id, ['landed'])
        return undoChangeSet(folderOf(id), await readChangeSet(folderOf(id), manifest))
      })
    },
    writeJournaled: (changeSet) => underLock(changeSet.root, () => writeWithJournal(folderOf(changeSet.id), changeSet)),
    async recover() {
      const recovered: Recovery[] = []
      for (const {id, root} of (await readAll(folder)).filter(isInterrupted)) {
        const recovery = await underLock(root, () => recoverOne(folderOf(id))).catch((error: unknown) =>
          isBusy(error) ? undefined : damaged(id, root, error),
        )
        if (recovery !== undefined) recovered.push(recovery)
      }
      return recovered
    },
    prune: (now) => prune(folder, now),
  }
}

/** Read again under the lock: it may have been a living process that was in the middle of it. */
async function recoverOne(folder: string): Promise<Recovery | undefined> {
  const manifest = await readManifest(folder)
  if (manifest === undefined || !isInterrupted(manifest)) return undefined
  return recoverChangeSet(folder, await readChangeSet(folder, manifest))
}

/** A process that lives ends its change set itself. */
function isBusy(error: unknown): boolean {
  return isCodexError(error) && error.code === 'WORKSPACE_BUSY'
}

/** One that cannot be ended must not keep everything else from starting. */
function damaged(id: string, root: string, error: unknown): Recovery {
  return {id, root, status: 'damaged', because: error instanceof Error ? error.message : String(error), leftAlone: []}
}

async function load(folder: string, selection: Selection): Promise<StoredChangeSet | undefined> {
  const found = (await readAll(folder)).findLast(
    ({id, root, status}) =>
      (selection.id ?? id) === id && (selection.root ?? root) === root && (selection.status ?? status) === status,
  )
  return found === undefined ? undefined : readChangeSet(path.join(folder, found.id), found)
}

async function prune(folder: string, now: number): Promise<readonly ChangeSetEntry[]> {
  const all = await readAll(folder)
  const isOlder = (than: number) => (manifest: Manifest) => now - Date.parse(manifest.created_at) > than
  const ended = all.filter(({status}) => status === 'landed' || status === 'undone').slice(0, -keptCount)
  const expired = all.filter(({status}) => status === 'pending').filter(isOlder(pendingMs))
  for (const {id} of [...ended.filter(isOlder(keptMs)), ...expired]) {
    await rm(path.join(folder, id), {recursive: true, force: true})
  }
  return expired.map(toEntry)
}

/** Oldest first. */
async function readAll(folder: string): Promise<Manifest[]> {
  const names = await readdir(folder).catch(() => [])
  const manifests = await mapConcurrently(names.filter(isChangeSetId).sort(), (name) =>
    // One that is damaged must not keep the others from being used; asked for by its id it is reported.
    readManifest(path.join(folder, name)).catch(() => undefined),
  )
  return manifests.filter((manifest) => manifest !== undefined)
}

async function mustRead(folder: string, id: string, allowed: readonly ChangeSetStatus[]): Promise<Manifest> {
  const manifest = isChangeSetId(id) ? await readManifest(path.join(folder, id)) : undefined
  if (manifest === undefined) {
    throw new CodexError(`There is no change set "${id}", so no file was changed.`, {
      code: 'CHANGE_SET_UNKNOWN',
      exitCode: 2,
      suggestions: ['Run `codex diff` to see the newest pending one.'],
    })
  }
  if (allowed.includes(manifest.status)) return manifest
  throw new CodexError(`The change set ${id} is ${manifest.status}, so no file was changed.`, {
    code: 'CHANGE_SET_STATUS',
    exitCode: 8,
    suggestions: ['Only a pending change set can be applied, and only a landed one can be undone.'],
  })
}

function isInterrupted({status}: Manifest): boolean {
  return status === 'landing' || status === 'undoing'
}

function toEntry({id, root, created_at: createdAt, status, effects}: Manifest): ChangeSetEntry {
  return {id, root, createdAt, status, files: effects.length}
}
