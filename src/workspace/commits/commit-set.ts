/** One object of a repository. Its id is the hash of what it is and holds. */
export interface GitObject {
  readonly id: string
  readonly type: 'commit' | 'tree' | 'blob'
  readonly bytes: Uint8Array
}

/** Commits that a turn made in its copy, with all that they need and the user's repository does not have. */
export interface CommitSet {
  /** HEAD's first. `branch` is its full name, or HEAD where no branch was checked out. */
  readonly tips: readonly {readonly branch: string; readonly id: string}[]
  readonly objects: readonly GitObject[]
}
