import type {Notice} from '@codex-host/plugin-api'
import type {ChangeSetEntry} from '../workspace/change-store.ts'
import type {Recovery} from '../workspace/settle-change-set.ts'

/** What became of a change set that a kill interrupted. */
export function recoveryNotice({id, root, status, because, leftAlone}: Recovery): Notice {
  if (status === 'damaged') {
    const text = `The change set ${id} of ${root} was interrupted by a kill and cannot be ended (${because}). Its files may be half-way.`
    return {code: 'CHANGE_SET_DAMAGED', text}
  }
  const end = `The change set ${id} of ${root} was interrupted by a kill; it is ${status} now.`
  const rest = leftAlone.length === 0 ? '' : ` Changed by someone else since, so left alone: ${leftAlone.join(', ')}.`
  return {code: 'CHANGE_SET_RECOVERED', text: end + rest}
}

/** A change set that nobody landed for so long that it was removed. */
export function expiryNotice({id, root, createdAt}: ChangeSetEntry): Notice {
  const text = `The change set ${id} of ${root} was pending since ${createdAt.slice(0, 10)}, more than 30 days, and was removed.`
  return {code: 'CHANGE_SET_EXPIRED', text}
}
