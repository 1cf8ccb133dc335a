import type {Attempt} from '../../store/attempt.ts'
import type {SessionLine} from '../../store/session-record.ts'
import type {SessionStore} from '../../store/session-store.ts'

/** The conversation that turns are recorded into. */
export interface ConversationStart {
  readonly id: string
  /** The turn that the next one goes on from; absent where there is none. */
  readonly after?: string
  /** The conversation that the turn `after` lies in, where this one begins with copies of it. */
  readonly forkOf?: string
}

/** Keeps the turns of one conversation together, also where another process goes on with the same one. */
export function createRecordedConversation(start: ConversationStart, newId: () => string) {
  let {id, after, forkOf} = start
  let told = id

  return {
    id: () => id,
    async begin(sessions: SessionStore, session: SessionLine): Promise<Attempt<unknown>> {
      const place = after === undefined ? undefined : {after, newId, ...(forkOf !== undefined && {forkOf})}
      const begun = await sessions.begin({...session, conversation_id: id}, place)
      if (begun.kind === 'done') {
        id = begun.result
        after = session.id
        forkOf = undefined
      }
      return begun
    },
    /** The new id, once, where another process has gone on with the conversation. */
    moved(): string | undefined {
      if (id === told) return undefined
      told = id
      return id
    },
  }
}
