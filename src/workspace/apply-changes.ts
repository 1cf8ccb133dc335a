import {
  foldersAbove,
  makeFolders,
  pruneFolders,
  recordFolders,
  remakeFolders,
  removeEmptyFolder,
  removeNewFolders,
  type FolderRecord,
} from './folder-records.ts'
import {mapConcurrently} from './map-concurrently.ts'
import {isUnreadable, readInside, type InsideEntry} from './read-inside.ts'
import {sameState} from './same-state.ts'
import type {WorkspacePath} from './workspace-path.ts'
import {
  remove,
  removeTemporaryFiles,
  replace,
  stage,
  syncFolders,
  type PendingChange,
  type StateChange,
} from './write-entries.ts'

export interface Conflict {
  readonly path: string
  /** A clause: "it was changed since". */
  readonly because: string
}

export type ApplyOutcome =
  | {readonly kind: 'applied'}
  /** Nothing was changed, or everything is back as it was. */
  | {readonly kind: 'conflict'; readonly conflicts: readonly Conflict[]}
  /** The system refused something; everything is back as it was. */
  | {readonly kind: 'failed'; readonly cause: unknown}

export interface ApplyOptions {
  /** Unique to this change set: temporary files carry it in their names, so that a recovery finds them. */
  readonly temporaryName: string
  /** Survives a power cut, not only a kill. */
  readonly durable: boolean
  /** How the folders shall be at the end; without it, folders that the change empties are removed. */
  readonly endFolders?: readonly FolderRecord[]
}

/**
 * Brings all paths from one state to the other, or leaves all as they were. Nothing is written when a path is not
 * in the state it is expected in. Throws only when what was begun could not be rolled back.
 */
export async function applyChanges(
  root: string,
  changes: readonly StateChange[],
  options: ApplyOptions,
): Promise<ApplyOutcome> {
  const check = await checkChanges(root, changes)
  if (check.kind === 'conflict') return check

  const folders = await recordFolders(root, check.pending.map(pathOf))
  return performChanges(root, check.pending, {...options, folders})
}

export type CheckOutcome =
  /** `pending` leaves out what is already in its new state. */
  | {readonly kind: 'as-expected'; readonly pending: readonly PendingChange[]}
  | {readonly kind: 'conflict'; readonly conflicts: readonly Conflict[]}

export async function checkChanges(root: string, changes: readonly StateChange[]): Promise<CheckOutcome> {
  const conflicts: Conflict[] = []
  const pending: PendingChange[] = []
  for (const {change, found} of await lookAtAll(root, changes)) {
    if (found.kind === 'unreadable') {
      conflicts.push({path: change.path, because: 'it cannot be read'})
    } else if (found.kind === 'through-link') {
      conflicts.push({path: change.path, because: `${found.link} is a link, and links are not followed`})
    } else if (found.kind === 'found' && sameState(found.entry, change.from)) {
      pending.push({...change, stamp: found.stamp})
    } else if (found.kind !== 'found' || !sameState(found.entry, change.to)) {
      conflicts.push({path: change.path, because: 'it is not as it was when the change was made'})
    }
  }
  return conflicts.length > 0 ? {kind: 'conflict', conflicts} : {kind: 'as-expected', pending}
}

interface Look {
  readonly change: StateChange
  readonly found: InsideEntry | {readonly kind: 'unreadable'}
}

/** Where a link becomes a folder, or a folder a link, the files below are absent as long as the link is there. */
async function lookAtAll(root: string, changes: readonly StateChange[]): Promise<readonly Look[]> {
  const links = changes.filter(({from, to}) => from.kind === 'link' || to.kind === 'link')
  const ownLinks = new Set<string>(links.map(pathOf))
  return mapConcurrently(changes, async (change): Promise<Look> => {
    const found = await readInside(root, change.path).catch(orUnreadable)
    if (found.kind !== 'through-link' || !ownLinks.has(found.link)) return {change, found}
    return {change, found: {kind: 'found', entry: {kind: 'absent'}, stamp: undefined}}
  })
}

function orUnreadable(error: unknown): {readonly kind: 'unreadable'} {
  if (isUnreadable(error)) return {kind: 'unreadable'}
  throw error
}

/** The second half of `applyChanges`, for who writes a journal in between. `folders` are those of before. */
export async function performChanges(
  root: string,
  pending: readonly PendingChange[],
  options: ApplyOptions & {readonly folders: readonly FolderRecord[]},
): Promise<ApplyOutcome> {
  try {
    const overtaken = await execute(root, pending, options)
    if (overtaken === undefined) return {kind: 'applied'}
    await rollBack(root, pending, options)
    return {kind: 'conflict', conflicts: [{path: overtaken, because: 'something else took its place meanwhile'}]}
  } catch (error) {
    await rollBack(root, pending, options)
    return {kind: 'failed', cause: error}
  }
}

/**
 * Brings every path that is already in its new state back, and the folders to what `folders` says. Returns the paths
 * that are in neither state: somebody else wrote them, so they stay as they are.
 */
export async function rollBack(
  root: string,
  changes: readonly StateChange[],
  options: ApplyOptions & {readonly folders: readonly FolderRecord[]},
): Promise<readonly string[]> {
  await removeTemporaryFiles(root, changes, options.temporaryName)
  const leftAlone: string[] = []
  const pending: PendingChange[] = []
  for (const {change, found} of await lookAtAll(root, changes)) {
    if (found.kind === 'found' && sameState(found.entry, change.from)) continue
    if (found.kind === 'found' && sameState(found.entry, change.to)) {
      pending.push({path: change.path, from: change.to, to: change.from, stamp: found.stamp})
    } else {
      leftAlone.push(change.path)
    }
  }
  const overtaken = await execute(root, pending, {...options, endFolders: options.folders})
  return overtaken === undefined ? leftAlone : [...leftAlone, overtaken]
}

/** Returns the path that somebody else changed in between, and stops there. */
async function execute(
  root: string,
  changes: readonly PendingChange[],
  options: ApplyOptions,
): Promise<string | undefined> {
  const puts = changes.filter(({to}) => to.kind !== 'absent')
  const {inTheWay, others} = sortRemovals(changes, puts)

  for (const removal of inTheWay) {
    if (!(await remove(root, removal))) return removal.path
  }
  await pruneFolders(root, inTheWay.map(pathOf))
  for (const put of puts) {
    if (put.stamp?.kind === 'directory') await removeEmptyFolder(root, put.path)
  }
  await remakeFolders(root, options.endFolders ?? [])
  await makeFolders(root, puts.map(pathOf))
  const staged = await mapConcurrently(puts, (put) => stage(root, put, options))
  const unstaged = puts[staged.indexOf(false)]
  if (unstaged !== undefined) return unstaged.path
  for (const put of puts) {
    if (!(await replace(root, put, options.temporaryName))) return put.path
  }
  for (const removal of others) {
    if (!(await remove(root, removal))) return removal.path
  }
  if (options.endFolders === undefined) await pruneFolders(root, others.map(pathOf))
  else await removeNewFolders(root, options.endFolders)
  if (options.durable) await syncFolders(root, changes)
  return undefined
}

interface Removals {
  /** A file where a folder is needed, or files in a folder that becomes a file. They go first. */
  readonly inTheWay: readonly PendingChange[]
  readonly others: readonly PendingChange[]
}

function sortRemovals(changes: readonly PendingChange[], puts: readonly PendingChange[]): Removals {
  const newFiles = new Set<string>(puts.map(pathOf))
  const newFolders = new Set(foldersAbove(puts.map(pathOf)))
  const isInTheWay = ({path: inside}: PendingChange): boolean =>
    newFolders.has(inside) || foldersAbove([inside]).some((folder) => newFiles.has(folder))
  const removals = changes.filter(({to}) => to.kind === 'absent')
  return {inTheWay: removals.filter(isInTheWay), others: removals.filter((removal) => !isInTheWay(removal))}
}

function pathOf(change: {readonly path: WorkspacePath}): WorkspacePath {
  return change.path
}
