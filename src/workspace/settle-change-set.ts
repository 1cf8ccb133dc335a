import {CodexError, type FileConflict} from '@codex-host/plugin-api'
import {rm} from 'node:fs/promises'
import {checkChanges, performChanges, rollBack, type ApplyOutcome, type Conflict} from './apply-changes.ts'
import {
  toManifest,
  writeChangeSet,
  writeManifest,
  type ChangeSetStatus,
  type StoredChangeSet,
} from './change-set-file.ts'
import type {ChangeSet, FileEffect} from './change-set.ts'
import {offerCommits, withdrawCommits} from './commits/offer-commits.ts'
import {conflictSides, meanwhileSides} from './conflict-sides.ts'
import {errorCode} from './error-code.ts'
import {pruneFolders, recordFolders} from './folder-records.ts'
import {readInside} from './read-inside.ts'
import {sameState} from './same-state.ts'
import type {StateChange} from './write-entries.ts'

interface CommitsEnd {
  /** Why the commits of the change set could not be offered; its files are not touched by that. */
  readonly commitsKept?: string
}

export type SettleOutcome =
  | ({readonly kind: 'landed'} & CommitsEnd)
  /** The tree is as it was. */
  | {readonly kind: 'conflict'; readonly paths: readonly string[]; readonly conflicts: readonly FileConflict[]}
  /** The tree already has all of it. */
  | ({readonly kind: 'nothing'} & CommitsEnd)

export type UndoOutcome = {readonly kind: 'undone'} | Extract<SettleOutcome, {kind: 'conflict'}>

/** Lands a pending change set. The caller holds the lock of the workspace. */
export async function landChangeSet(folder: string, stored: StoredChangeSet): Promise<SettleOutcome> {
  const {changeSet} = stored
  const meanwhile = await changedMeanwhile(changeSet)
  if (meanwhile.length > 0) return conflict(meanwhile)
  const changes = changeSet.effects.map(forwards)
  const toConflict = (conflicts: readonly Conflict[]) => withSides(changeSet.root, conflicts, changes)
  const check = await checkChanges(changeSet.root, changes)
  if (check.kind === 'conflict') return toConflict(check.conflicts)
  if (check.pending.length === 0) {
    const paths = changeSet.effects.map(({path}) => path)
    const end = await offer(changeSet)
    await save(folder, {...stored, journal: {paths, folders: []}}, 'landed')
    return {kind: 'nothing', ...end}
  }

  const paths = check.pending.map(({path}) => path)
  const folders = await recordFolders(changeSet.root, paths)
  const journaled = {...stored, journal: {paths, folders}}
  await save(folder, journaled, 'landing')
  const options = {temporaryName: temporaryName(changeSet.id), durable: true, folders}
  const outcome = await performChanges(changeSet.root, check.pending, options)
  if (outcome.kind === 'applied') {
    const end = await offer(changeSet)
    await save(folder, journaled, 'landed')
    return {kind: 'landed', ...end}
  }
  await save(folder, stored, stored.status)
  if (outcome.kind === 'failed') throw notWritten(changeSet, outcome.cause)
  return toConflict(outcome.conflicts)
}

/** What would keep a change set from landing now. Changes nothing. */
export async function findConflicts({changeSet}: StoredChangeSet): Promise<readonly FileConflict[]> {
  const meanwhile = await changedMeanwhile(changeSet)
  if (meanwhile.length > 0) return meanwhile
  const changes = changeSet.effects.map(forwards)
  const check = await checkChanges(changeSet.root, changes)
  return check.kind === 'conflict' ? conflictSides(changeSet.root, check.conflicts, changes) : []
}

/**
 * Writes the effects of one patch into the user's files. Its journal stands only meanwhile: what a kill interrupts is
 * ended, as a change set of its own, at the next start. The caller holds the lock of the workspace.
 */
export async function writeWithJournal(folder: string, changeSet: ChangeSet): Promise<ApplyOutcome> {
  const {root, id, effects} = changeSet
  const check = await checkChanges(root, effects.map(forwards))
  if (check.kind === 'conflict') return check
  const paths = check.pending.map(({path}) => path)
  const folders = await recordFolders(root, paths)
  await writeChangeSet(folder, {changeSet, status: 'landing', journal: {paths, folders}})
  const outcome = await performChanges(root, check.pending, {temporaryName: temporaryName(id), durable: true, folders})
  await rm(folder, {recursive: true, force: true})
  return outcome
}

/** Takes back what landed. The caller holds the lock of the workspace. */
export async function undoChangeSet(folder: string, stored: StoredChangeSet): Promise<UndoOutcome> {
  const {root, id} = stored.changeSet
  const changes = journaledEffects(stored).map(backwards)
  const check = await checkChanges(root, changes)
  if (check.kind === 'conflict') return withSides(root, check.conflicts, changes)

  await save(folder, stored, 'undoing')
  const folders = await recordFolders(
    root,
    check.pending.map(({path}) => path),
  )
  const endFolders = stored.journal?.folders ?? []
  const end = endFolders.length > 0 ? {endFolders} : {}
  const options = {temporaryName: temporaryName(id), durable: true, folders, ...end}
  const outcome = await performChanges(root, check.pending, options)
  if (outcome.kind === 'applied') {
    await withdraw(stored.changeSet)
    await save(folder, stored, 'undone')
    return {kind: 'undone'}
  }
  await save(folder, stored, 'landed')
  if (outcome.kind === 'failed') throw notWritten(stored.changeSet, outcome.cause)
  return withSides(root, outcome.conflicts, changes)
}

export interface Recovery {
  readonly id: string
  readonly root: string
  /** The status it has now: what a kill interrupted was either complete, or was taken back, or cannot be read. */
  readonly status: ChangeSetStatus | 'damaged'
  /** Why it is damaged. */
  readonly because?: string
  /** Paths that somebody else wrote since the kill; they were not touched. */
  readonly leftAlone: readonly string[]
}

/** Ends what a kill interrupted. The caller holds the lock of the workspace. */
export async function recoverChangeSet(folder: string, stored: StoredChangeSet): Promise<Recovery> {
  const {root, id} = stored.changeSet
  const effects = journaledEffects(stored)
  const folders = stored.journal?.folders ?? []
  const options = {temporaryName: temporaryName(id), durable: true, folders}

  // An interrupted undo goes on: it is back at the start when it is through, as an interrupted landing is.
  const wasComplete = stored.status === 'landing' && (await isLanded(root, effects))
  const removed = effects.filter(({after}) => after.kind === 'absent').map(({path}) => path)
  if (wasComplete) await pruneFolders(root, removed)
  const leftAlone = wasComplete ? [] : await rollBack(root, effects.map(forwards), options)
  const status = wasComplete ? 'landed' : stored.status === 'landing' ? 'pending' : 'undone'
  if (status === 'landed') await offer(stored.changeSet)
  else await withdraw(stored.changeSet)
  await save(folder, status === 'pending' ? {changeSet: stored.changeSet, status} : stored, status)
  return {id, root, status, leftAlone}
}

async function offer({root, id, commits}: ChangeSet): Promise<CommitsEnd> {
  const failure = commits === undefined ? undefined : await offerCommits(root, id, commits)
  return failure === undefined ? {} : {commitsKept: failure}
}

async function withdraw({root, id, commits}: ChangeSet): Promise<void> {
  if (commits !== undefined) await withdrawCommits(root, id, commits)
}

async function isLanded(root: string, effects: readonly FileEffect[]): Promise<boolean> {
  for (const {path, after} of effects) {
    const found = await readInside(root, path)
    if (found.kind === 'found' ? !sameState(found.entry, after) : after.kind !== 'absent') return false
  }
  return true
}

function journaledEffects({changeSet, journal}: StoredChangeSet): readonly FileEffect[] {
  const touched = new Set(journal?.paths)
  return changeSet.effects.filter(({path}) => touched.has(path))
}

async function save(folder: string, stored: StoredChangeSet, status: ChangeSetStatus): Promise<void> {
  await writeManifest(folder, toManifest({...stored, status}))
}

function forwards({path, before, after}: FileEffect): StateChange {
  return {path, from: before, to: after}
}

function backwards({path, before, after}: FileEffect): StateChange {
  return {path, from: after, to: before}
}

function changedMeanwhile({root, changedMeanwhile: paths = [], effects}: ChangeSet): Promise<readonly FileConflict[]> {
  return meanwhileSides(root, paths, effects.map(forwards))
}

async function withSides(
  root: string,
  conflicts: readonly Conflict[],
  changes: readonly StateChange[],
): Promise<Extract<SettleOutcome, {kind: 'conflict'}>> {
  return conflict(await conflictSides(root, conflicts, changes))
}

function conflict(conflicts: readonly FileConflict[]): Extract<SettleOutcome, {kind: 'conflict'}> {
  return {kind: 'conflict', paths: conflicts.map(({path}) => path), conflicts}
}

function notWritten({id, root}: ChangeSet, cause: unknown): CodexError {
  const detail = errorCode(cause) ?? 'for an unknown reason'
  return new CodexError(`A file of ${root} could not be written (${detail}). All files are as before.`, {
    code: 'CHANGE_SET_NOT_WRITTEN',
    exitCode: 8,
    suggestions: [
      `The change set is kept: mend the cause, then run \`codex apply ${id}\` or \`codex undo ${id}\` again.`,
    ],
    cause,
  })
}

function temporaryName(id: string): string {
  return `codex-landing-${id}`
}
