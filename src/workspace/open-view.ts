import {CodexError} from '@codex-host/plugin-api'
import {open, realpath} from 'node:fs/promises'
import path from 'node:path'
import {geteuid} from 'node:process'
import {createBaseRecord} from './base-record.ts'
import {changedInCopy, changedInOverlay, type ChangedPaths} from './changed-paths.ts'
import {type CollectedEffects, collectEffects} from './collect-effects.ts'
import {copyGitFiles} from './copy-git-files.ts'
import {copyTree, treeIn} from './copy-tree.ts'
import {createView, type WriteJournaled} from './create-view.ts'
import {findGitChanges} from './git-changes.ts'
import {holdOverlay, type OverlayMethod} from './hold-overlay.ts'
import {isAtOrBelow} from './is-at-or-below.ts'
import {listTree, mountPointsBelow, type TreeListing} from './list-tree.ts'
import {openInPlace} from './open-in-place.ts'
import {ownerToActAs} from './owner-to-act-as.ts'
import type {Owner} from './foreign-owner.ts'
import type {View} from './view.ts'
import {growingFolder} from './watch-view-size.ts'
import {makeWorkFolder, removeStaleWork, removeWorkFolder, type WorkFolder} from './work-folder.ts'

export interface OpenViewRequest {
  /** Absolute, without links. */
  readonly root: string
  /** The path at which commands see the view; `root` when left out. */
  readonly shownAt?: string
  /** For a sandbox that shows files where they lie: the folder to make the copy in. Commands see `treeIn(workFolder)`. */
  readonly workFolder?: string
  readonly isolation: 'copy' | 'in-place'
  /** Where the changes of the turn may be kept, in the order of preference: an overlay does not work everywhere. */
  readonly workFolders: readonly string[]
  /** Whether the sandbox can mount a view that exists only in a namespace. */
  readonly entersNamespaces: boolean
  /** How patches are written in place. */
  readonly writeJournaled?: WriteJournaled
  /** Tried in this order; by default all that there are. */
  readonly methods?: readonly CopyMethod[]
  readonly now: () => number
  /** From 0 up to, and without, 1. */
  readonly random: () => number
}

/** `git-files`: a copy of what git does not ignore. */
export type CopyMethod = OverlayMethod | 'reflink' | 'copy' | 'git-files'

/** In the order in which they are tried. */
export const copyMethods: readonly CopyMethod[] = ['overlay-bwrap', 'overlay-unshare', 'reflink', 'copy', 'git-files']
const methodsOfRoot: readonly CopyMethod[] = ['overlay-unshare', 'overlay-bwrap', 'reflink', 'copy', 'git-files']
const largestListing = 200_000

/** Opens the workspace for a turn: by the cheapest method that works here. Close it, also after a failure. */
export async function openView(request: OpenViewRequest, signal: AbortSignal): Promise<View> {
  signal.throwIfAborted()
  if (request.isolation === 'in-place') return openInPlace(request, signal)

  const root = await realpath(request.root)
  await Promise.all(request.workFolders.map(removeStaleWork))
  const failures: string[] = []
  const {workFolder} = request
  const parents = workFolder === undefined ? request.workFolders : [path.dirname(workFolder)]
  for (const method of methodsFor(request, await ownerToActAs(root))) {
    for (const parent of parents.filter((folder) => !isAtOrBelow(root, folder))) {
      const opened = await tryMethod({...request, root}, {method, parent}, signal)
      if (typeof opened === 'string') failures.push(`${method} in ${parent}: ${opened}`)
      else if (!signal.aborted) return opened
      else await opened.close()
      signal.throwIfAborted()
    }
  }
  throw noCopy(root, failures)
}

/** bubblewrap maps a single user, and root works on the files of many: for root it comes second, or not at all. */
function methodsFor(request: OpenViewRequest, owner: Owner | undefined): readonly CopyMethod[] {
  const methods = request.methods ?? (geteuid?.() === 0 ? methodsOfRoot : copyMethods)
  const possible = owner === undefined ? methods : methods.filter((method) => method !== 'overlay-bwrap')
  return request.entersNamespaces && request.workFolder === undefined
    ? possible
    : possible.filter((method) => !isOverlay(method))
}

function isOverlay(method: CopyMethod): method is OverlayMethod {
  return method === 'overlay-bwrap' || method === 'overlay-unshare'
}

/** Returns why it did not work. */
async function tryMethod(
  request: OpenViewRequest,
  {method, parent}: {method: CopyMethod; parent: string},
  signal: AbortSignal,
): Promise<View | string> {
  const work = await makeWorkFolder(parent, request.workFolder)
  if (typeof work === 'string') return work
  try {
    const opened = isOverlay(method)
      ? await openOverlay(request, {method, work})
      : await openCopy(request, {method, work}, signal)
    if (typeof opened === 'string') await removeWorkFolder(work.path)
    return opened
  } catch (error) {
    await removeWorkFolder(work.path)
    throw error
  }
}

async function openOverlay(
  request: OpenViewRequest,
  {method, work}: {method: OverlayMethod; work: WorkFolder},
): Promise<View | string> {
  const {root} = request
  const held = await holdOverlay(method, root, work.path)
  if (held.kind === 'unavailable') return held.because

  const mountPath = path.join(work.path, 'merged')
  // The descriptor keeps meaning this mount, also when the holder is gone and its process id is another's.
  const handle = await open(`/proc/${held.pid}/root${mountPath}`).catch(async (error: unknown) => {
    await held.release()
    throw error
  })
  const viewRoot = `/proc/self/fd/${handle.fd}`
  const stopListing = new AbortController()
  const listing = listInBackground(root, stopListing.signal)
  const base = async (stop: AbortSignal): Promise<TreeListing> => {
    const known = await listing
    return known.isComplete ? known : listBase(root, Infinity, stop)
  }
  const changedPaths = changedInOverlay({merged: viewRoot, upper: path.join(work.path, 'upper')}, base)

  const close = async (): Promise<void> => {
    stopListing.abort()
    await listing
    await handle.close()
    await held.release()
    await removeWorkFolder(work.path)
  }
  const {writeJournaled: _, ...parts} = request
  return createView({
    ...parts,
    source: {kind: 'namespace', pid: held.pid, path: mountPath},
    method,
    growing: await growingFolder(path.join(work.path, 'upper')),
    viewRoot,
    ...recording({...request, viewRoot, openedAtNs: work.madeAtNs}, changedPaths, () => listing),
    close,
  })
}

/** The turn need not wait for it. One that fails is made again when it is needed, and then says why. */
function listInBackground(root: string, signal: AbortSignal): Promise<TreeListing> {
  return listBase(root, largestListing, signal).catch(() => ({entries: new Map(), isComplete: false}))
}

async function listBase(root: string, limit: number, signal: AbortSignal): Promise<TreeListing> {
  return listTree(root, {withStamps: false, limit, leaveOut: await mountPointsBelow(root)}, signal)
}

async function openCopy(
  request: OpenViewRequest,
  {method, work}: {method: 'reflink' | 'copy' | 'git-files'; work: WorkFolder},
  signal: AbortSignal,
): Promise<View | string> {
  const {root} = request
  const places = {root, folder: work.path}
  const copied = await (method === 'git-files' ? copyGitFiles(places, signal) : copyTree(method, places, signal))
  if (copied.kind === 'unavailable') return copied.because

  const viewRoot = copied.path
  const base = await listTree(viewRoot, {withStamps: true, limit: Infinity}, signal)
  const {writeJournaled: _, workFolder, ...parts} = request
  // A link to where the copy lies would lead nowhere afterwards: it is one that leads out.
  const told = workFolder !== undefined && {shownAt: root}
  return createView({
    ...parts,
    ...(workFolder !== undefined && {shownAt: treeIn(workFolder)}),
    source: {kind: 'directory', path: viewRoot},
    method,
    growing: await growingFolder(viewRoot, method !== 'copy'),
    viewRoot,
    ...recording(
      {...request, ...told, viewRoot, openedAtNs: work.madeAtNs},
      changedInCopy(viewRoot, base),
      async () => base,
    ),
    close: () => removeWorkFolder(work.path),
  })
}

interface ViewPlace {
  readonly viewRoot: string
  readonly openedAtNs: bigint
}

/** How a view knows what changed in it. */
function recording(
  {root, shownAt = root, viewRoot, openedAtNs}: Pick<OpenViewRequest, 'root' | 'shownAt'> & ViewPlace,
  changedPaths: ChangedPaths,
  base: () => Promise<TreeListing>,
) {
  const record = createBaseRecord(root)
  return {
    onWritten: record.note,
    async collect(signal: AbortSignal): Promise<CollectedEffects> {
      const paths = await changedPaths(signal)
      const {entries} = await base()
      const wasInBase = (inside: string): boolean => entries.has(inside)
      const comparison = {root, shownAt, viewRoot, openedAtNs, wasInBase, knownBase: record.stateOf}
      const collected = await collectEffects(comparison, paths, signal)
      const {leftOut, ...git} = await findGitChanges(root, viewRoot, signal)
      return {...collected, leftOut: [...collected.leftOut, ...leftOut], ...git}
    },
  }
}

function noCopy(root: string, failures: readonly string[]): CodexError {
  const reasons = failures.length === 0 ? ['every work folder lies inside the workspace'] : failures
  return new CodexError(`No isolated copy of ${root} could be made, so nothing was run (${reasons.join('; ')}).`, {
    code: 'ISOLATION_UNAVAILABLE',
    exitCode: 6,
    suggestions: [
      'Work in a smaller folder with --cwd.',
      'Pass --isolation in-place to let the turn work on your files directly.',
    ],
  })
}
