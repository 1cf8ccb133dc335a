import type {TurnEvent, TurnResult} from '@codex-host/plugin-api'
import type {RuntimeParts} from './runtime-parts.ts'
import {createTurnSummary, type TurnSummary} from './turn-summary.ts'

/** The longest that timers can be set to: almost 25 days. */
const longestTimerMs = 2 ** 31 - 1

export interface TurnWork {
  readonly work: (summary: TurnSummary, limit: AbortSignal) => AsyncGenerator<TurnEvent, void>
  /** Called in any case, also where the reader of the events left in the middle. */
  readonly onEnd?: (result: TurnResult) => void
}

/** Runs work within the time of a turn. Every failure becomes part of the result in `turn.end`; nothing is thrown. */
export async function* asTurn(
  parts: RuntimeParts,
  {work, onEnd}: TurnWork,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent> {
  const summary = createTurnSummary(parts.now())
  const limit = AbortSignal.any([signal, AbortSignal.timeout(Math.min(parts.budgets.maxTimeMs, longestTimerMs))])
  try {
    for await (const event of work(summary, limit)) {
      summary.note(event)
      yield event
    }
  } catch (error) {
    if (!limit.aborted) summary.fail(error, parts.reportBug)
  } finally {
    if (limit.aborted) noteAbort(parts, summary, signal)
    onEnd?.(summary.result(parts.now()))
  }
  yield {type: 'turn.end', result: summary.result(parts.now())}
}

function noteAbort(parts: RuntimeParts, summary: TurnSummary, user: AbortSignal): void {
  if (user.aborted) return summary.end(user.reason === 'SIGTERM' ? 'terminated' : 'interrupted')

  const message = `The turn reached its ${parts.budgets.maxTimeMs / 1000} s (--max-time).`
  summary.end('budget-ended', {code: 'BUDGET_ENDED', message, suggestions: []})
}
