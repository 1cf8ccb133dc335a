import type {FileEffect as FileEffectAt, FileState} from '../patch/file-effect.ts'
import type {CommitSet} from './commits/commit-set.ts'
import type {WorkspacePath} from './workspace-path.ts'

export type {FileState}

/** The effect on one path of the workspace. A move is an effect on each of its two paths. */
export type FileEffect = FileEffectAt<WorkspacePath>

/** All file effects of a turn, applied or undone as one. */
export interface ChangeSet {
  /** Sortable by time, short enough to type. */
  readonly id: string
  /** Absolute. */
  readonly root: string
  readonly createdAt: string
  readonly effects: readonly FileEffect[]
  /** Paths that somebody else changed in the user's tree while the turn changed them too: they never land. */
  readonly changedMeanwhile?: readonly string[]
  /** Commits made in the copy. They land as refs of their own, never on a branch. */
  readonly commits?: CommitSet
  /** Files that git ignores and the turn changed; they stay in the copy. */
  readonly ignoredFiles: number
  /** Changed paths that cannot land, and why: sockets, devices, files over the limit. */
  readonly leftOut: readonly {readonly path: string; readonly because: string}[]
}
