import path from 'node:path'
import type {ErrorSummary, TurnEvent, TurnRequest} from '@codex-host/plugin-api'
import type {View} from '../workspace/view.ts'
import {asTurn} from './as-turn.ts'
import {failureOutcome} from './outcomes.ts'
import {modelError} from './model-error.ts'
import type {RuntimeParts} from './runtime-parts.ts'
import type {Session} from './session.ts'
import {settleTurn} from './settle-turn.ts'
import type {Steering} from './steering.ts'
import type {TurnSummary} from './turn-summary.ts'
import {type Work, type WorkEnd, workLoop} from './work-loop.ts'

/** How long saving what an interrupted turn has done may take. */
const lastWordsMs = 20_000

export interface TurnOfSession {
  readonly request: TurnRequest
  readonly session: Session
  readonly steering: Steering
}

/** Runs one turn. Every failure becomes part of the result in `turn.end`; nothing is thrown. */
export function runTurn(parts: RuntimeParts, turn: TurnOfSession, signal: AbortSignal): AsyncIterable<TurnEvent> {
  const work = (summary: TurnSummary, limit: AbortSignal) => turnEvents(parts, {...turn, summary}, limit)
  return asTurn(parts, {work, onEnd: turn.session.end}, signal)
}

async function* turnEvents(
  parts: RuntimeParts,
  {request, session, steering, summary}: TurnOfSession & {readonly summary: TurnSummary},
  limit: AbortSignal,
): AsyncGenerator<TurnEvent> {
  const view = await parts.openView(limit)
  try {
    yield turnStart(parts, view)
    for (const {code, text} of parts.notices) yield {type: 'notice', code, text}
    if (view.method === 'git-files') yield ignoredFilesMissing
    const takeMessages = steering.open(parts.messages)
    const end = yield* worked(parts, {request, view, session, takeMessages}, limit)
    steering.close()
    noteEnd(parts, {summary, end})

    const ready = end.kind === 'answered' ? end.changeSet : undefined
    const lastWords = AbortSignal.timeout(lastWordsMs)
    const changeSet = ready ?? (await view.changes(end.kind === 'answered' ? limit : lastWords))
    const keepPending = whyPending(end)
    const settled = yield* settleTurn(parts, {changeSet, ...(keepPending === undefined ? {} : {keepPending})}, limit)
    if (settled.outcome !== undefined) summary.end(settled.outcome, settled.error)
  } finally {
    steering.close()
    await view.close()
  }
}

const ignoredFilesMissing: TurnEvent = {
  type: 'notice',
  code: 'IGNORED_FILES_MISSING',
  text: 'The copy holds only what git does not ignore: installed packages and build results are missing in it.',
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
    cwd: path.join(parts.copyOf ?? parts.root, path.relative(parts.root, parts.cwd)),
  }
}

/** A turn that broke off. Unlike the other ends it says nothing of the model's work, which is kept all the same. */
type BrokenOff = {readonly kind: 'aborted'} | {readonly kind: 'failed'; readonly error: unknown}

/** The work loop, where an abort and a failure are ends like others: what was done until then is still kept. */
async function* worked(
  parts: RuntimeParts,
  work: Work,
  limit: AbortSignal,
): AsyncGenerator<TurnEvent, WorkEnd | BrokenOff> {
  try {
    return yield* workLoop(parts, work, limit)
  } catch (error) {
    return limit.aborted ? {kind: 'aborted'} : {kind: 'failed', error}
  }
}

function noteEnd(parts: RuntimeParts, {summary, end}: {summary: TurnSummary; end: WorkEnd | BrokenOff}): void {
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
    case 'answer-unfit':
      summary.refuseAnswer()
      return summary.end('model-failed', answerUnfit(end.because))
    case 'failed':
      return summary.fail(end.error, parts.reportBug)
    case 'aborted':
      return
  }
}

function whyPending(end: WorkEnd | BrokenOff): string | undefined {
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

function answerUnfit(because: string): ErrorSummary {
  return {
    code: 'ANSWER_NOT_SCHEMA',
    message: `The model's answer does not fit the output schema, also after it was told: ${because}.`,
    suggestions: ['Simplify the schema, say in the prompt what each key means, or try another model.'],
  }
}
