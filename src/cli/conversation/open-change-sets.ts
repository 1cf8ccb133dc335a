import type {ChangeSets, FlagValues, KeptChangeSet, Settled} from '@codex-host/plugin-api'
import type {StoredChangeSet} from '../../workspace/change-set-file.ts'
import type {ChangeStore} from '../../workspace/change-store.ts'
import {describeChangeSet} from '../../workspace/describe-change-set.ts'
import type {SettleOutcome, UndoOutcome} from '../../workspace/settle-change-set.ts'
import type {HostContext} from '../host-context.ts'
import {lastUndone} from '../last-undone.ts'
import {openChanges} from '../open-changes.ts'

/**
 * The change sets of the workspace, for a verb that shows and settles them itself.
 * @throws CodexError with exit code 2 or 3.
 */
export async function openChangeSets(context: HostContext, flags: FlagValues): Promise<ChangeSets> {
  const {changes, root} = await openChanges(context, flags)
  const load = (id: string | undefined, status: 'pending' | 'landed' | 'undone') =>
    changes.load({status, ...(id === undefined ? {root} : {id})})

  return {
    async list(since = '') {
      const ofRoot = (await changes.list()).filter((entry) => entry.root === root && entry.createdAt > since)
      const found = await Promise.all(ofRoot.toReversed().map(({id}) => changes.load({id})))
      return found.flatMap((stored) => (stored === undefined ? [] : [keptOf(stored)]))
    },
    async apply(id) {
      const found = await load(id, 'pending')
      if (found === undefined) return nothing('no change set is pending')
      return settled(changes, found, await changes.settle(found.changeSet.id))
    },
    async undo(id) {
      const found = await load(id, 'landed')
      if (found === undefined) return nothing('no change set has landed')
      return settled(changes, found, await changes.undo(found.changeSet.id))
    },
    async redo(id) {
      const undone = id ?? (await lastUndone(changes, root))
      const found = undone === undefined ? undefined : await load(undone, 'undone')
      if (found === undefined) return nothing('no change set was taken back last')
      return settled(changes, found, await changes.settle(found.changeSet.id))
    },
  }
}

function nothing(because: string): Settled {
  return {kind: 'nothing', because}
}

async function settled(
  changes: ChangeStore,
  before: StoredChangeSet,
  outcome: SettleOutcome | UndoOutcome,
): Promise<Settled> {
  const {id} = before.changeSet
  if (outcome.kind === 'conflict') return {kind: 'conflict', id, conflicts: outcome.conflicts}
  return {kind: 'done', changeSet: keptOf((await changes.load({id})) ?? before)}
}

function keptOf({changeSet, status}: StoredChangeSet): KeptChangeSet {
  const {id, createdAt} = changeSet
  return {id, createdAt, status: statuses[status], ...describeChangeSet(changeSet)}
}

/** What a living process is in the middle of is as it was before. */
const statuses = {
  pending: 'pending',
  landing: 'pending',
  landed: 'landed',
  undoing: 'landed',
  undone: 'undone',
} as const
