import type {ChangeSet, FileEffect, FileState} from './change-set.ts'
import type {CommitSet} from './commits/commit-set.ts'
import {createIgnoreRules} from './ignored-files.ts'
import {withLandingMode} from './with-landing-mode.ts'
import {leadsOut} from './leads-out.ts'
import {mapConcurrently} from './map-concurrently.ts'
import type {EntryStamp} from './open-inside.ts'
import {isUnreadable, readInside, type InsideEntry} from './read-inside.ts'
import {sameState} from './same-state.ts'
import {toWorkspacePath, type WorkspacePath} from './workspace-path.ts'

export interface Comparison {
  /** The user's tree. */
  readonly root: string
  /** Where commands see the view. */
  readonly shownAt: string
  /** Where the host reaches the view. */
  readonly viewRoot: string
  readonly openedAtNs: bigint
  readonly wasInBase: (inside: string) => boolean
  /** What the file was before the turn, where that is known; else the user's tree is asked. */
  readonly knownBase: (inside: WorkspacePath) => FileState | undefined
}

export type CollectedEffects = Pick<ChangeSet, 'effects' | 'ignoredFiles' | 'leftOut'> & {
  readonly changedMeanwhile: readonly string[]
  readonly commits?: CommitSet
}

const maxFileBytes = 64 * 1024 * 1024
const maxTotalBytes = 512 * 1024 * 1024

/**
 * Compares the view with the user's tree, path by path.
 *
 * The user's tree is live. A file there whose change time is younger than the view was written by somebody else
 * meanwhile; a change time cannot be set back, so no edit is missed, also one that keeps size and modification time.
 * A file that was removed meanwhile is known by the list of names taken when the view was opened. What is seen so is
 * marked as changed meanwhile and never lands, unless a patch has recorded what it replaced: then that is the base.
 * What the user changes after this comparison is found by content when the change set lands. The clock is that of the
 * kernel: on a network file system with another clock, edits within the difference are missed here.
 */
export async function collectEffects(
  comparison: Comparison,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<CollectedEffects> {
  const {isFileIgnored} = createIgnoreRules(comparison.viewRoot)
  let keptBytes = 0
  const judge = async (candidate: string): Promise<Judgement> => {
    signal.throwIfAborted()
    const inside = toWorkspacePath(comparison.root, candidate)
    if (inside === undefined) return {kind: 'left-out', path: candidate, because: 'its name has a line break'}
    if (candidate.includes('\uFFFD')) return {kind: 'left-out', path: candidate, because: 'its name is not UTF-8'}
    if (await isFileIgnored(inside)) return {kind: 'ignored'}
    const judgement = await compare(comparison, inside)
    if (judgement.kind !== 'effect') return judgement
    keptBytes += sizeOf(judgement.effect.before) + sizeOf(judgement.effect.after)
    if (keptBytes <= maxTotalBytes) return judgement
    return {kind: 'left-out', path: inside, because: 'all changes together are over 512 MB'}
  }
  return sort(await mapConcurrently(paths.toSorted(), judge))
}

type Judgement =
  | {readonly kind: 'effect'; readonly effect: FileEffect; readonly isChangedMeanwhile: boolean}
  | {readonly kind: 'same'}
  | {readonly kind: 'ignored'}
  | {readonly kind: 'left-out'; readonly path: string; readonly because: string}

function sort(judgements: readonly Judgement[]): CollectedEffects {
  const found = judgements.filter((judgement) => judgement.kind === 'effect')
  return {
    effects: found.map(({effect}) => effect),
    ignoredFiles: judgements.filter(({kind}) => kind === 'ignored').length,
    leftOut: judgements
      .filter((judgement) => judgement.kind === 'left-out')
      .map(({path: inside, because}) => ({path: inside, because})),
    changedMeanwhile: found.filter(({isChangedMeanwhile}) => isChangedMeanwhile).map(({effect}) => effect.path),
  }
}

async function compare(comparison: Comparison, inside: WorkspacePath): Promise<Judgement> {
  const leftOut = (because: string): Judgement => ({kind: 'left-out', path: inside, because})
  try {
    const foundBefore = await readInside(comparison.root, inside, maxFileBytes)
    const foundAfter = await readInside(comparison.viewRoot, inside, maxFileBytes)
    const base = comparison.knownBase(inside)
    const before = base ?? toState(foundBefore)
    const found = toState(foundAfter)
    if (typeof before === 'string') return leftOut(`before the turn ${before}`)
    if (typeof found === 'string') return leftOut(found)
    const after = withLandingMode(found, before)
    if (sameState(after, before)) return {kind: 'same'}
    if (after.kind === 'link' && leadsOut(comparison.shownAt, inside, after.target)) {
      return leftOut('it is a link that leads out of the workspace')
    }
    const stamp = foundBefore.kind === 'found' ? foundBefore.stamp : undefined
    const isChangedMeanwhile = base === undefined && hasChanged(comparison, {inside, before, after, stamp})
    return {kind: 'effect', effect: {path: inside, before, after}, isChangedMeanwhile}
  } catch (error) {
    if (isUnreadable(error)) return leftOut('it cannot be read')
    throw error
  }
}

interface Pair {
  readonly inside: WorkspacePath
  readonly before: FileState
  readonly after: FileState
  /** Of the user's file. */
  readonly stamp: EntryStamp | undefined
}

/** Whether the user's file is not the one that the view began with. */
function hasChanged({openedAtNs, wasInBase}: Comparison, {inside, before, after, stamp}: Pair): boolean {
  if (before.kind === 'absent') return stamp === undefined && after.kind !== 'absent' && wasInBase(inside)
  // What the view never showed, as a file that git ignored, the turn has not seen either.
  return stamp !== undefined && (stamp.changedAtNs > openedAtNs || !wasInBase(inside))
}

/** A reason instead of a state where there is none that could land. */
function toState(found: InsideEntry): FileState | string {
  switch (found.kind) {
    case 'through-link':
      return {kind: 'absent'}
    case 'too-large':
      return 'it is larger than 64 MB'
    case 'found':
      if (found.entry.kind === 'special') return 'it is a pipe, a socket or a device'
      return found.entry.kind === 'directory' ? {kind: 'absent'} : found.entry
  }
}

function sizeOf(state: FileState): number {
  return state.kind === 'file' ? state.bytes.byteLength : 0
}
