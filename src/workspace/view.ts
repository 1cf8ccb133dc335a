import type {ViewSource} from '@codex-host/plugin-api'
import type {ChangeSet, FileEffect, FileState} from './change-set.ts'
import type {GrowingFolder} from './watch-view-size.ts'
import type {WorkspacePath} from './workspace-path.ts'

export type IsolationMethod = 'overlay-bwrap' | 'overlay-unshare' | 'reflink' | 'copy' | 'git-files' | 'in-place'

/** `special`: a pipe, a socket, a device, or something that may not be read. */
export type ViewEntry = FileState | {readonly kind: 'directory'} | {readonly kind: 'special'}

/**
 * The workspace as the turn sees it. In `copy` isolation the user's tree is never touched through it.
 * Every path is walked component by component; a link on the way is never followed.
 */
export interface View {
  /** The path at which commands see the view: the user's workspace root, except in a replay. */
  readonly root: string
  readonly source: ViewSource
  readonly method: IsolationMethod
  /** What grows as the turn writes; absent where it works on the user's own files. */
  readonly growing?: GrowingFolder
  read(path: WorkspacePath): Promise<ViewEntry | {readonly kind: 'through-link'; readonly link: WorkspacePath}>
  /** Writes all effects or none. Throws a CodexError (exit 8) when it cannot. */
  write(effects: readonly FileEffect[]): Promise<void>
  /** What differs from the base, without `.git`, and without what git ignores (counted). */
  changes(signal: AbortSignal): Promise<ChangeSet>
  /** Removes everything the view needed. Safe to call twice. */
  close(): Promise<void>
}
