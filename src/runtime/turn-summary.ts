import {
  type ChangeSetSummary,
  type ErrorSummary,
  isCodexError,
  type Outcome,
  type TurnEvent,
  type TurnResult,
  type Usage,
  type VerifyReport,
} from '@codex-host/plugin-api'
import {addUsage, noUsage} from './budgets.ts'
import {outcomeOf} from './outcomes.ts'

interface Facts {
  readonly answer: string
  readonly steps: number
  readonly usage: Usage
  readonly denials: readonly string[]
  /** Of tool calls, by call id. */
  readonly titles: Readonly<Record<string, string>>
  readonly changeSet?: ChangeSetSummary
  readonly verify?: VerifyReport
}

const noFacts: Facts = {answer: '', steps: 0, usage: noUsage, denials: [], titles: {}}

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
    /** `reportBug` keeps the stack for the maintainer and gives back what the user is told. */
    fail(error: unknown, reportBug: (error: unknown) => ErrorSummary): void {
      if (!isCodexError(error)) return end('bug', reportBug(error))
      end(outcomeOf(error.exitCode), {code: error.code, message: error.message, suggestions: error.suggestions})
    },
    result(nowMs: number): TurnResult {
      const {titles: _, ...told} = facts
      return {...told, outcomes: [...outcomes], errors, durationMs: nowMs - startedAtMs}
    },
  }
}

export type TurnSummary = ReturnType<typeof createTurnSummary>

function learn(facts: Facts, event: TurnEvent): Partial<Facts> {
  switch (event.type) {
    case 'step.start':
      return {steps: event.step}
    case 'step.end':
      return {answer: event.text === '' ? facts.answer : event.text, usage: addUsage(facts.usage, event.usage)}
    case 'tool_call.start':
      // What was said before a call is no answer.
      return {answer: '', titles: {...facts.titles, [event.callId]: event.title}}
    case 'tool_call.end': {
      if (event.status !== 'denied') return {}
      return {denials: [...facts.denials, `${facts.titles[event.callId] ?? event.tool}: ${event.output}`]}
    }
    case 'verify.end':
      return {verify: event.report}
    case 'change_set.end':
      return {changeSet: event.changeSet}
    case 'turn.start':
    case 'text.delta':
    case 'reasoning.delta':
    case 'step.retry':
    case 'tool_call.assessed':
    case 'tool_call.decided':
    case 'verify.start':
    case 'notice':
    case 'change_set.ready':
    case 'change_set.assessed':
    case 'change_set.decided':
    case 'turn.end':
      return {}
  }
}
