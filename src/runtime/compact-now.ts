import type {TurnEvent} from '@codex-host/plugin-api'
import {createAskModel} from './ask-model.ts'
import {compact, type CompactionEnd} from './compact.ts'
import {modelRequest} from './model-request.ts'
import {asTurn} from './as-turn.ts'
import {failureOutcome} from './outcomes.ts'
import {modelError} from './model-error.ts'
import type {RuntimeParts} from './runtime-parts.ts'
import type {Session} from './session.ts'
import type {TurnSummary} from './turn-summary.ts'

/** Puts a summary in the place of all but the newest part of the conversation, because the user wants it. */
export function compactNow(parts: RuntimeParts, session: Session, signal: AbortSignal): AsyncIterable<TurnEvent> {
  return asTurn(parts, {work: (summary, limit) => compactOnce(parts, {session, summary}, limit)}, signal)
}

async function* compactOnce(
  parts: RuntimeParts,
  {session, summary}: {readonly session: Session; readonly summary: TurnSummary},
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, void> {
  const askModel = createAskModel(parts, session.window)
  const requestOf = () => modelRequest(parts, {input: session.input(), outputSchema: undefined})
  const reason = {step: 1, because: 'You asked for it.', isForced: false, latestTokens: 0}
  yield* tell(yield* compact({session, requestOf, askModel}, reason, signal), summary)
}

function* tell(end: CompactionEnd, summary: TurnSummary): Generator<TurnEvent> {
  switch (end.kind) {
    case 'compacted':
      return
    case 'nothing':
      yield {type: 'notice', code: 'NOTHING_TO_COMPACT', text: 'There is nothing yet that a summary could replace.'}
      return
    case 'not-summarised':
      return summary.end('model-failed', {
        code: 'NOT_SUMMARISED',
        message: 'The model gave no summary, so the conversation is as it was.',
        suggestions: ['Try it again, or with another model.'],
      })
    case 'stopped':
      if (end.end.kind === 'model-failed') {
        return summary.end(failureOutcome(end.end.failure), modelError(end.end.failure))
      }
      return summary.end('budget-ended', {code: 'BUDGET_ENDED', message: end.end.because, suggestions: []})
  }
}
