import type {ChangeSetSummary} from './events.ts'

/** A file that is read, or why not. Clauses: "it is a folder". */
export type FileReading =
  | {readonly kind: 'file'; readonly bytes: Uint8Array}
  | {readonly kind: 'folder'}
  | {readonly kind: 'absent'}
  | {readonly kind: 'refused'; readonly code: string; readonly because: string}

/** What a verb wants of one file: the bytes it read, and those that should be there. */
export interface FileEdit {
  /** Absolute. */
  readonly path: string
  readonly before: Uint8Array
  readonly after: Uint8Array
}

/** The files of a person, for verbs that run no commands. Paths are absolute, or relative to `cwd`. */
export interface ProjectFiles {
  /** The workspace. */
  readonly root: string
  readonly cwd: string
  /**
   * The files at and below a folder, absolute and in the order of their names: without those that git ignores, without
   * secret files, `.git` and what links lead to. `isComplete` is false where there were more than `most`.
   */
  listFiles(
    folder: string,
    options: {readonly most: number},
    signal: AbortSignal,
  ): Promise<{readonly paths: readonly string[]; readonly isComplete: boolean}>
  /** Secret files, such as `.env` or a private key, are refused wherever they lie. */
  readFile(path: string, options: {readonly maxBytes: number}): Promise<FileReading>
  /**
   * Lands all edits or none, as one change set that `codex undo` takes back. A file that is not as `before` says is a
   * conflict, and nothing is written.
   * @throws CodexError for a path outside the workspace (2), and where nothing could be written (8).
   */
  land(edits: readonly FileEdit[], signal: AbortSignal): Promise<ChangeSetSummary>
}
