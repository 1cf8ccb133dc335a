export type FileState =
  | {readonly kind: 'absent'}
  | {readonly kind: 'file'; readonly bytes: Uint8Array; readonly mode: number}
  | {readonly kind: 'link'; readonly target: string}

/** The effect on one path. A move is an effect on each of its two paths. */
export interface FileEffect<Path extends string = string> {
  readonly path: Path
  readonly before: FileState
  readonly after: FileState
}

/** What stands at a path that a patch names. */
export type TargetEntry =
  | FileState
  | {readonly kind: 'directory'}
  | {readonly kind: 'special'}
  | {readonly kind: 'through-link'; readonly link: string}
  | {readonly kind: 'below-file'; readonly file: string}

/** A path of a patch as the caller resolved and read it, or why it must not be touched. */
export type PatchTarget<Path extends string = string> =
  | {readonly kind: 'target'; readonly path: Path; readonly entry: TargetEntry}
  | {readonly kind: 'refused'; readonly because: string}
