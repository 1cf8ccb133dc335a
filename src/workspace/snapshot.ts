import type {WorkspacePath} from './workspace-path.ts'

/** What was at one path of the workspace. */
export type SnapshotEntry =
  | {
      readonly type: 'file'
      readonly path: WorkspacePath
      readonly mode: number
      /** When it was last written, in milliseconds since 1970: some programs only look at what is newer. */
      readonly writtenAtMs: number
      readonly bytes: Uint8Array
    }
  | {readonly type: 'link'; readonly path: WorkspacePath; readonly target: string}
  | {readonly type: 'folder'; readonly path: WorkspacePath}
  /** Known by name alone: `hidden` from commands, or `ignored` by git. Of a folder the inside is left out. */
  | {readonly type: 'hidden' | 'ignored'; readonly path: WorkspacePath; readonly isFolder: boolean}

export type Snapshot =
  | {readonly kind: 'complete'; readonly entries: readonly SnapshotEntry[]}
  /** `because` goes on after "was not kept: ". */
  | {readonly kind: 'too-large'; readonly because: string}
