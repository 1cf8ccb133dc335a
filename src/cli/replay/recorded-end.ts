import type {TurnEvent} from '@codex-host/plugin-api'
import type {SessionRecord} from '../../store/session-record.ts'

/** How a recorded session came to its end. */
export interface RecordedEnd {
  /** It was interrupted, killed, or ran out of time: the rest of its turn is not known. */
  readonly isCutOff: boolean
  /** What had begun and had not ended: calls by their id, and `verify`. */
  readonly open: ReadonlySet<string>
  readonly changeSets: readonly Extract<TurnEvent, {type: 'change_set.end'}>[]
  readonly verified: readonly Extract<TurnEvent, {type: 'verify.end'}>[]
  readonly outcomes: readonly string[]
}

export function recordedEnd({lines}: SessionRecord): RecordedEnd {
  const events = lines.flatMap((line): TurnEvent[] => (line.kind === 'event' ? [line.event] : []))
  const ended = events.find((event) => event.type === 'turn.end')
  const open = openAtTheEnd(events)
  const outcomes = ended?.result.outcomes ?? []
  const isUnanswered = lines.findLast(({kind}) => kind === 'request' || kind === 'answer')?.kind === 'request'
  const wasStopped = outcomes.some((outcome) => outcome === 'interrupted' || outcome === 'terminated')
  return {
    isCutOff: ended === undefined || wasStopped || isUnanswered || open.size > 0,
    open,
    changeSets: events.filter((event) => event.type === 'change_set.end'),
    verified: events.filter((event) => event.type === 'verify.end'),
    outcomes,
  }
}

function openAtTheEnd(events: readonly TurnEvent[]): ReadonlySet<string> {
  const open = new Set<string>()
  for (const event of events) {
    if (event.type === 'tool_call.start') open.add(event.callId)
    if (event.type === 'tool_call.end') open.delete(event.callId)
    if (event.type === 'verify.start') open.add('verify')
    if (event.type === 'verify.end') open.delete('verify')
  }
  return open
}
