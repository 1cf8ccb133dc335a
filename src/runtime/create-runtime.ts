import type {ErrorSummary, Outcome, Runtime, TurnEvent, TurnRequest} from '@codex-host/plugin-api'
import type {ModelFailure} from '../model/model-client.ts'
import type {View} from '../workspace/view.ts'
import type {RuntimeParts} from './runtime-parts.ts'
import {settleTurn} from './settle-turn.ts'
import {createTurnSummary, type TurnSummary} from './turn-summary.ts'
import {type WorkEnd, workLoop} from './work-loop.ts'

/** How long saving what an interrupted turn has done may take. */
const lastWordsMs = 20_000

export function createRuntime(parts: RuntimeParts): Runtime {
  return {runTurn: (request, signal) => runTurn(parts, request, signal)}
}

/** Runs one turn. Every failure becomes part of the result in `turn.end`; nothing is thrown. */
async function* runTurn(parts: RuntimeParts, request: TurnRequest, signal: AbortSignal): AsyncGenerator<TurnEvent> {
  const summary = createTurnSummary(parts.now())
  const limit = AbortSignal.any([signal, AbortSignal.timeout(parts.budgets.maxTimeMs)])

  try {
    for await (const event of turnEvents(parts, {request, summary}, {user: signal, limit})) {
      summary.note(event)
      yield event
    }
  } catch (error) {
    if (limit.aborted) noteAbort(parts, summary, signal)
    else summary.fail(error, parts.reportBug)
  }
  yield {type: 'turn.end', result: summary.result(parts.now())}
}

async function* turnEvents(
  parts: RuntimeParts,
  {request, summary}: {request: TurnRequest; summary: TurnSummary},
  signals: {user: AbortSignal; limit: AbortSignal},
): AsyncGenerator<TurnEvent> {
  const view = await parts.openView(signals.limit)
  try {
    yield turnStart(parts, view)
    for (const {code, text} of parts.notices) yield {type: 'notice', code, text}
    const end = yield* worked(parts, {request, view}, signals.limit)
    noteEnd(parts, {summary, end}, signals.user)

    const ready = end.kind === 'answered' ? end.changeSet : undefined
    const changeSet = ready ?? (await view.changes(AbortSignal.timeout(lastWordsMs)))
    const keepPending = whyPending(end)
    const settled = yield* settleTurn(
      parts,
      {changeSet, ...(keepPending === undefined ? {} : {keepPending})},
      signals.limit,
    )
    if (settled.outcome !== undefined) summary.end(settled.outcome, settled.error)
  } finally {
    await view.close()
  }
}

function turnStart(parts: RuntimeParts, view: View): TurnEvent {
  return {
    type: 'turn.start',
    version: 1,
    turnId: parts.newId(),
    model: parts.settings.model,
    provider: parts.settings.provider,
    approvalMode: parts.settings.approvalMode,
    sandbox: parts.sandbox.name,
    isolation: view.method,
    cwd: parts.cwd,
  }
}

/** The work loop, with an abort as one more way to end: what was done until then is still kept. */
async function* worked(
  parts: RuntimeParts,
  work: {request: TurnRequest; view: View},
  limit: AbortSignal,
): AsyncGenerator<TurnEvent, WorkEnd | {readonly kind: 'aborted'}> {
  try {
    return yield* workLoop(parts, work, limit)
  } catch (error) {
    if (!limit.aborted) throw error
    return {kind: 'aborted'}
  }
}

function noteEnd(
  parts: RuntimeParts,
  {summary, end}: {summary: TurnSummary; end: WorkEnd | {readonly kind: 'aborted'}},
  user: AbortSignal,
): void {
  switch (end.kind) {
    case 'answered':
      if (end.afterDenial) summary.end('denied')
      if (end.verified === 'failed') summary.end('tests-fail', testsFail)
      if (end.verified === 'denied') summary.end('denied', verifyDenied)
      return
    case 'budget-ended':
      return summary.end('budget-ended', {code: 'BUDGET_ENDED', message: end.because, suggestions: []})
    case 'repeated-itself':
      return summary.end('budget-ended', repeatedItself)
    case 'stopped-by-user':
      return summary.end('denied')
    case 'model-failed':
      return summary.end(failureOutcome(end.failure), modelError(end.failure))
    case 'aborted':
      return noteAbort(parts, summary, user)
  }
}

function noteAbort(parts: RuntimeParts, summary: TurnSummary, user: AbortSignal): void {
  if (user.aborted) return summary.end(user.reason === 'SIGTERM' ? 'terminated' : 'interrupted')

  const message = `The turn reached its ${parts.budgets.maxTimeMs / 1000} s (--max-time).`
  summary.end('budget-ended', {code: 'BUDGET_ENDED', message, suggestions: []})
}

function whyPending(end: WorkEnd | {readonly kind: 'aborted'}): string | undefined {
  if (end.kind !== 'answered') return 'The turn did not come to its end.'
  return end.verified === 'denied' ? 'The verify command was not allowed to run.' : undefined
}

const testsFail: ErrorSummary = {
  code: 'TESTS_FAIL',
  message: 'Files were changed and the verify command still fails.',
  suggestions: ['`codex undo` takes the changes back.'],
}

const verifyDenied: ErrorSummary = {
  code: 'VERIFY_DENIED',
  message: 'The verify command was not approved, so nothing was verified.',
  suggestions: ['In a sandbox it needs no approval: leave out --sandbox none.'],
}

const repeatedItself: ErrorSummary = {
  code: 'REPEATED_CALL',
  message: 'The model made the same call again and again, so the turn was stopped.',
  suggestions: ['Say more in the prompt, or try another model.'],
}

function modelError(failure: ModelFailure): ErrorSummary {
  const code = `MODEL_${failure.kind.replaceAll('-', '_').toUpperCase()}`
  return {code, message: failure.message, suggestions: failure.suggestions}
}

function failureOutcome(failure: ModelFailure): Outcome {
  if (failure.kind === 'credentials') return 'credentials'
  return failure.kind === 'silent' ? 'model-silent' : 'model-failed'
}
