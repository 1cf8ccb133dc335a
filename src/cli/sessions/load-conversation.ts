import type {TurnEvent} from '@codex-host/plugin-api'
import {type LastTurn, lastTurnOf} from '../../runtime/session.ts'
import type {Entry} from '../../runtime/transcript.ts'
import {createConversationStore, type RecordedTurn} from '../../store/conversation-store.ts'
import type {State} from '../../store/open-state.ts'
import {resultOf} from '../require-state.ts'
import {conversationEntries} from './conversation-entries.ts'

/** A recorded conversation, to go on with it and to show it again. All of it is redacted. */
export interface LoadedConversation {
  readonly id: string
  /** The one that is recorded, where this one begins with copies of it once its first turn begins. */
  readonly forkOf?: string
  /** The workspace of its last turn. */
  readonly root: string
  /** What its last turn was asked of. */
  readonly model: string
  readonly provider: string
  readonly turns: readonly RecordedTurn[]
  readonly entries: readonly Entry[]
  /** Absent where there is no turn. */
  readonly lastTurn?: LastTurn
}

/**
 * Undefined where there is no such conversation.
 * @throws CodexError with exit code 2 for a record that cannot be read, 3 for one of a newer version, or when the
 *   database cannot be used.
 */
export async function loadConversation(state: State, id: string): Promise<LoadedConversation | undefined> {
  const turns = resultOf(await createConversationStore(state).turns(id), state)
  const last = turns.at(-1)
  if (last === undefined) return undefined
  const {root, settings} = last.session
  const {model, provider} = settings.runtime.settings
  return {id, root, model, provider, turns, entries: conversationEntries(turns), lastTurn: recordedEndOf(last)}
}

function recordedEndOf({session, lines}: RecordedTurn): LastTurn {
  const events = lines.flatMap((line): TurnEvent[] => (line.kind === 'event' ? [line.event] : []))
  const result = events.find((event) => event.type === 'turn.end')?.result
  if (result !== undefined) return lastTurnOf(result)
  const settled = events.find((event) => event.type === 'change_set.end')?.changeSet
  const isInPlace = session.settings.approval.isolation === 'in-place'
  return {end: 'killed', hasUnlandedChanges: !isInPlace && settled?.status !== 'landed'}
}
