import {applyChanges} from '../../workspace/apply-changes.ts'
import type {ChangeStore} from '../../workspace/change-store.ts'

export interface UndoneChanges {
  readonly changes: ChangeStore
  /** The workspace that the change sets landed in. */
  readonly root: string
  readonly sinceMs: number
}

/**
 * Takes the landed change sets of a workspace back in a copy of it, the newest first. One that does not fit any more
 * ends it: what is not as it was will show.
 * @returns how many were taken back.
 */
export async function undoIn(copy: string, {changes, root, sinceMs}: UndoneChanges): Promise<number> {
  const landed = (await changes.list()).filter(
    (entry) => entry.root === root && entry.status === 'landed' && Date.parse(entry.createdAt) >= sinceMs,
  )
  let undone = 0
  for (const {id} of landed.toReversed()) {
    const effects = (await changes.load({id}))?.changeSet.effects ?? []
    const back = effects.map(({path, before, after}) => ({path, from: after, to: before}))
    const outcome = await applyChanges(copy, back, {temporaryName: `codex-replay-${id}`, durable: false})
    if (outcome.kind !== 'applied') break
    undone += 1
  }
  return undone
}
