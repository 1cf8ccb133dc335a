import {CodexError} from '@codex-host/plugin-api'
import type {ModelEvent} from '../../model/model-client.ts'
import type {SessionRecord} from '../../store/session-record.ts'

type Json = Readonly<Record<string, unknown>>

/** One request and what came back for it. */
export interface Exchange {
  /** All of the request but its input. */
  readonly frame: Json
  readonly input: readonly Json[]
  /** A letter for each item of the input; absent where the request is about something else than the conversation. */
  readonly entries?: string
  /** Absent where nothing came back before the session ended. */
  readonly answer?: readonly ModelEvent[]
}

/**
 * Puts the requests together again, of which only what was new had been kept.
 * @throws CodexError with exit code 2 where they do not fit each other.
 */
export function exchangesOf({lines}: Pick<SessionRecord, 'lines'>): readonly Exchange[] {
  const exchanges: Exchange[] = []
  for (const line of lines) {
    const last = exchanges.at(-1)
    if (line.kind === 'request') {
      const before = last?.input ?? []
      const frame = line.frame ?? last?.frame
      if (frame === undefined || line.kept > before.length) throw misfit()
      const input = [...before.slice(0, line.kept), ...line.input]
      exchanges.push({frame, input, ...(line.entries !== undefined && {entries: line.entries})})
    } else if (line.kind === 'answer') {
      if (last === undefined || last.answer !== undefined) throw misfit()
      exchanges[exchanges.length - 1] = {...last, answer: line.events}
    }
  }
  return exchanges
}

function misfit(): CodexError {
  return new CodexError('The requests and answers of the record do not fit each other, so nothing was done.', {
    code: 'RECORD_UNREADABLE',
    exitCode: 2,
  })
}
