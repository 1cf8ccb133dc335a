import type {Notice} from '@codex-host/plugin-api'
import type {OpenedState} from '../store/open-state.ts'

/** What the user should know of the database. That it cannot be used is said by whoever needs it. */
export function stateNotices(opened: OpenedState | undefined): readonly Notice[] {
  if (opened?.kind !== 'open' || opened.setAside === undefined) return []
  const text = `${opened.state.file} is damaged. It is now ${opened.setAside}, and a new one was begun; the cache starts empty.`
  return [{code: 'STATE_DAMAGED', text}]
}
