import type {Decision, TurnEvent} from '@codex-host/plugin-api'
import type {View} from '../workspace/view.ts'
import {checkObeyed} from './check-obeyed.ts'
import {decideAction} from './decide-action.ts'
import {type FinishedCall, performAction} from './perform-action.ts'
import {type PreparedCall, prepareToolCall, type ToolCall} from './prepare-tool-call.ts'
import {nudge, type Repetition} from './repeated-calls.ts'
import type {RuntimeParts} from './runtime-parts.ts'
import {tellContacts} from './tell-contacts.ts'

export interface ToolCallsEnd {
  /** Whether one of the calls was denied. */
  readonly denied: boolean
  /** Set when the turn must not go on. */
  readonly stop?: 'user' | 'repetition'
}

interface CallsOfStep {
  readonly calls: readonly ToolCall[]
  readonly view: View
  readonly repetition: (name: string, argumentsText: string) => Repetition
  /** Gets each result as soon as it is there: a turn may break off between two calls. */
  readonly answer: (callId: string, output: string) => void
}

type PreparedAction = Extract<PreparedCall, {kind: 'action'}>

const mostParallelReads = 8

/** Runs the calls of one step: commands that only read side by side, all else one by one. Answers in their order. */
export async function* runToolCalls(
  parts: RuntimeParts,
  {calls, view, repetition, answer}: CallsOfStep,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, ToolCallsEnd> {
  let denied = false
  let reads: PreparedAction[] = []

  for (const call of calls) {
    signal.throwIfAborted()
    const repeated = repetition(call.name, call.argumentsText)
    if (repeated === 'stop') return {denied, stop: 'repetition'}

    const planned = await prepareToolCall(parts, call, view)
    const prepared = repeated === 'nudge' ? nudged(planned) : planned
    if (isFreeRead(prepared) && reads.length < mostParallelReads) {
      reads.push(prepared)
      continue
    }
    yield* runReads(parts, {reads, view, answer}, signal)
    reads = []

    const end = yield* runOne(parts, {prepared, view}, signal)
    answer(call.callId, end.finished.output)
    denied ||= end.finished.status === 'denied'
    if (end.decision?.kind === 'stop') return {denied, stop: 'user'}
  }

  yield* runReads(parts, {reads, view, answer}, signal)
  return {denied}
}

function nudged({call, title}: PreparedCall): PreparedCall {
  return {call, title, kind: 'answer', status: 'failed', output: nudge}
}

function isFreeRead(prepared: PreparedCall): prepared is PreparedAction {
  return prepared.kind === 'action' && prepared.access === 'read' && prepared.assessment.kind === 'allow'
}

async function* runReads(
  parts: RuntimeParts,
  {reads, view, answer}: {reads: readonly PreparedAction[]} & Pick<CallsOfStep, 'view' | 'answer'>,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, void> {
  for (const {call, title, assessment} of reads) {
    yield {type: 'tool_call.start', callId: call.callId, tool: call.name, title}
    yield {type: 'tool_call.assessed', callId: call.callId, assessment}
  }
  const finished = await Promise.all(reads.map((read) => performAction(parts, {...read, view}, signal)))

  for (const [index, {call}] of reads.entries()) {
    const end = finished[index]
    if (end === undefined) continue
    yield toolCallEnd(call, end)
    answer(call.callId, end.output)
  }
}

async function* runOne(
  parts: RuntimeParts,
  {prepared, view}: {prepared: PreparedCall; view: View},
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, {finished: FinishedCall; decision?: Decision}> {
  const {call, title} = prepared
  yield {type: 'tool_call.start', callId: call.callId, tool: call.name, title}
  if (prepared.kind === 'answer') {
    const finished = {status: prepared.status, output: prepared.output, durationMs: 0}
    yield toolCallEnd(call, finished)
    return {finished}
  }

  yield {type: 'tool_call.assessed', callId: call.callId, assessment: prepared.assessment}
  const {decision, asked} = await decideAction(parts, {...prepared, view}, signal)
  if (asked) yield {type: 'tool_call.decided', callId: call.callId, decision}

  const approved = approvedAction(parts, prepared, decision)
  const {contacts, ...performed} =
    approved.kind === 'action'
      ? await performAction(parts, {...approved, view}, signal)
      : {...denial(approved.because), contacts: undefined}
  const told = yield* tellContacts(parts, {callId: call.callId, contacts}, signal)
  const made = yield* checkObeyed(parts, {by: approved.kind === 'action' ? approved : undefined}, signal)
  const output = [...changedBy(decision), performed.output, ...told.lines, ...made.lines].join('\n')
  const finished = {...performed, output}
  yield toolCallEnd(call, finished)
  return {finished, decision: told.stop || made.stop ? {kind: 'stop'} : decision}
}

type Approved =
  | ({readonly kind: 'action'} & Pick<PreparedAction, 'action' | 'access'>)
  | {readonly kind: 'denied'; readonly because: string}

/** What may run now. A line that the user wrote is theirs, but no rule that denies it is passed over. */
function approvedAction(parts: RuntimeParts, {action, access}: PreparedAction, decision: Decision): Approved {
  switch (decision.kind) {
    case 'yes':
    case 'yes-for-session':
      return {kind: 'action', action, access}
    case 'yes-edited': {
      if (action.kind !== 'command') return {kind: 'denied', because: 'Only a command can be changed in an answer.'}
      const edited = {...action, line: decision.line}
      const assessed = parts.assessAction(edited)
      if (assessed.assessment.kind === 'deny') return {kind: 'denied', because: assessed.assessment.because}
      return {kind: 'action', action: edited, access: assessed.access}
    }
    case 'no':
      return {kind: 'denied', because: decision.because}
    case 'stop':
      return {kind: 'denied', because: 'The user stopped the turn.'}
  }
}

/** The model must know that it was another command. */
function changedBy(decision: Decision): readonly string[] {
  return decision.kind === 'yes-edited' ? [`The user changed the command to: ${decision.line}`] : []
}

function denial(because: string): FinishedCall {
  return {status: 'denied', output: `Denied, nothing was done. ${because}`, durationMs: 0}
}

function toolCallEnd(call: ToolCall, end: FinishedCall): TurnEvent {
  return {type: 'tool_call.end', callId: call.callId, tool: call.name, ...end}
}
