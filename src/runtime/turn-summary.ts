import {
  type ChangeSetSummary,
  type ErrorSummary,
  isCodexError,
  type Notice,
  type Outcome,
  type TurnEvent,
  type TurnResult,
  type TurnTerms,
  type VerifyReport,
} from '@codex-host/plugin-api'
import {outcomeOf} from './outcomes.ts'
import {noUsage} from '../model/add-usage.ts'
import {addBill, type Spending} from './spending.ts'

interface Facts {
  readonly answer: string
  readonly steps: number
  readonly notices: readonly Notice[]
  readonly denials: readonly string[]
  /** Of tool calls, by call id. */
  readonly calls: Readonly<Record<string, {readonly title: string; readonly refusal: string}>>
  readonly spending?: Spending
  readonly terms?: TurnTerms
  readonly changeSet?: ChangeSetSummary
  readonly verify?: VerifyReport
}

const noFacts: Facts = {answer: '', steps: 0, notices: [], denials: [], calls: {}}

/** Folds the events of a turn into its result, so that the result never says anything the stream did not. */
export function createTurnSummary(startedAtMs: number) {
  let facts = noFacts
  const outcomes = new Set<Outcome>()
  const errors: ErrorSummary[] = []

  function end(outcome: Outcome, error?: ErrorSummary): void {
    outcomes.add(outcome)
    if (error !== undefined) errors.push(error)
  }

  return {
    note(event: TurnEvent): void {
      facts = {...facts, ...learn(facts, event)}
    },
    end,
    /** What is no answer must not reach a program that waits for one. */
    refuseAnswer(): void {
      facts = {...facts, answer: ''}
    },
    /** `reportBug` keeps the stack for the maintainer and gives back what the user is told. */
    fail(error: unknown, reportBug: (error: unknown) => ErrorSummary): void {
      if (!isCodexError(error)) return end('bug', reportBug(error))
      end(outcomeOf(error.exitCode), {code: error.code, message: error.message, suggestions: error.suggestions})
    },
    result(nowMs: number): TurnResult {
      const {calls: _, spending = {usage: noUsage}, ...told} = facts
      return {...told, ...spending, outcomes: [...outcomes], errors, durationMs: nowMs - startedAtMs}
    },
  }
}

export type TurnSummary = ReturnType<typeof createTurnSummary>

function learn(facts: Facts, event: TurnEvent): Partial<Facts> {
  switch (event.type) {
    case 'step.start':
      return {steps: event.step}
    case 'step.end':
      return {answer: event.text === '' ? facts.answer : event.text, spending: addBill(facts.spending, event)}
    case 'compaction.end':
      return {spending: addBill(facts.spending, event)}
    case 'tool_call.start':
      // What was said before a call is no answer.
      return {answer: '', calls: {...facts.calls, [event.callId]: {title: event.title, refusal: ''}}}
    case 'tool_call.assessed':
      return event.assessment.kind === 'deny' ? refused(facts, event.callId, event.assessment.because) : {}
    case 'tool_call.decided':
      return event.decision.kind === 'no' ? refused(facts, event.callId, event.decision.because) : {}
    case 'tool_call.end': {
      if (event.status !== 'denied') return {}
      const {title, refusal} = facts.calls[event.callId] ?? {title: event.tool, refusal: ''}
      return {denials: [...facts.denials, refusal === '' ? title : `${title}: ${refusal}`]}
    }
    case 'network.assessed':
      return event.assessment.kind === 'deny' ? {denials: [...facts.denials, hostDenial(event, event.assessment)]} : {}
    case 'network.decided':
      return event.decision.kind === 'no' ? {denials: [...facts.denials, hostDenial(event, event.decision)]} : {}
    case 'verify.end':
      return {verify: event.report}
    case 'change_set.end':
      return {changeSet: event.changeSet}
    case 'turn.start': {
      const {turnId, model, provider, approvalMode, sandbox, isolation, cwd} = event
      return {terms: {turnId, model, provider, approvalMode, sandbox, isolation, cwd}}
    }
    case 'notice':
      return {notices: [...facts.notices, {code: event.code, text: event.text}]}
    case 'text.delta':
    case 'reasoning.delta':
    case 'message.added':
    case 'step.retry':
    case 'verify.start':
    case 'change_set.ready':
    case 'change_set.assessed':
    case 'change_set.decided':
    case 'turn.end':
      return {}
  }
}

function refused(facts: Facts, callId: string, refusal: string): Partial<Facts> {
  const title = facts.calls[callId]?.title ?? ''
  return {calls: {...facts.calls, [callId]: {title, refusal}}}
}

function hostDenial({host, port}: {host: string; port?: number}, {because}: {because: string}): string {
  const target = port === undefined ? host : `${host}:${port}`
  return because === '' ? target : `${target}: ${because}`
}
