export interface FolderFacts {
  isDirectory(): boolean
  readonly uid: number
  readonly mode: number
}

/**
 * Why views must not be kept below a folder. In a shared place, as /tmp, somebody else may have taken its name first,
 * and who may write to it can swap what the turn works on.
 */
export function refuseWorkParent(facts: FolderFacts, ownId: number | undefined): string | undefined {
  if (!facts.isDirectory()) return 'it is a link or a file, not a folder'
  if (ownId !== undefined && facts.uid !== ownId) return 'it belongs to another user'
  return (facts.mode & 0o022) === 0 ? undefined : 'other users may write to it'
}
