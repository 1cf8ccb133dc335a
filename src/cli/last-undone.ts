import type {ChangeStore} from '../workspace/change-store.ts'

/** Undoing goes from the newest to the oldest, so what was undone last is the oldest above the newest that stands. */
export async function lastUndone(changes: ChangeStore, root: string): Promise<string | undefined> {
  const ofRoot = (await changes.list()).filter((entry) => entry.root === root)
  const newestLanded = ofRoot.findLastIndex(({status}) => status === 'landed')
  return ofRoot.slice(newestLanded + 1).find(({status}) => status === 'undone')?.id
}
