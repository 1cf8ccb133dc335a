import type {TurnEvent, Usage} from '@codex-host/plugin-api'
import type {ModelFailure, ModelRequest, OutputItem} from '../model/model-client.ts'
import {exhaustedBudget} from './budgets.ts'
import type {ContextWindow} from './context-window.ts'
import type {RuntimeParts} from './runtime-parts.ts'
import {addBill, type Bill, billFor, type Spending} from './spending.ts'

export interface Question {
  readonly request: ModelRequest
  readonly step: number
  /** Told when the budgets allow the request. */
  readonly opening?: TurnEvent
  /** Whether the text is shown as it comes. */
  readonly streams: boolean
}

export interface Answer {
  readonly kind: 'done'
  readonly items: readonly OutputItem[]
  readonly text: string
  readonly bill: Bill
}

export type AnswerEnd = Answer | NoAnswer

export type NoAnswer =
  | {readonly kind: 'budget-ended'; readonly because: string}
  | {readonly kind: 'model-failed'; readonly failure: ModelFailure}

export type AskModel = (question: Question, signal: AbortSignal) => AsyncGenerator<TurnEvent, AnswerEnd>

/** Asks the model in the course of one turn: counts what it takes, and stops before a request that passes a budget. */
export function createAskModel(parts: RuntimeParts, window: ContextWindow): AskModel {
  const {price} = parts.figures
  const endMs = parts.now() + parts.budgets.maxTimeMs
  const timeLeftMs = () => endMs - parts.now()
  let requests = 0
  let spending: Spending | undefined
  let uncountedTokens = 0

  return async function* askModel({request, step, opening, streams}, signal) {
    const spent = {requests, spending, uncountedTokens}
    const because = exhaustedBudget(parts.budgets, spent, {inputTokens: window.leastInput(request), price})
    if (because !== undefined) return {kind: 'budget-ended', because}
    if (opening !== undefined) yield opening

    requests += 1
    const end = yield* streamAnswer(parts, {request, step, streams, timeLeftMs}, signal)
    if (end.kind !== 'streamed') return end
    const {items, text, usage, fromCache} = end
    const bill = billFor({usage, ...(fromCache && {fromCache})}, price)
    if (!fromCache) uncountedTokens += uncounted(end, {window, request})
    window.noteUsage(request, usage)
    spending = addBill(spending, bill)
    return {kind: 'done', items, text, bill}
  }
}

interface Streamed {
  readonly kind: 'streamed'
  readonly items: readonly OutputItem[]
  readonly text: string
  /** What the server counted, also for an answer from the local cache. */
  readonly usage: Usage
  readonly fromCache: boolean
}

/** One request, with the retries the client makes inside it, as far as there is time for them. */
async function* streamAnswer(
  parts: RuntimeParts,
  {request, step, streams, timeLeftMs}: Omit<Question, 'opening'> & {readonly timeLeftMs: () => number},
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, Streamed | NoAnswer> {
  for await (const event of parts.model.stream(request, signal)) {
    switch (event.type) {
      case 'text.delta':
      case 'reasoning.delta':
        if (streams) yield {type: event.type, step, text: event.text}
        break
      case 'retry':
        if (event.delayMs >= timeLeftMs()) return {kind: 'budget-ended', because: outOfTime(event.because)}
        yield {type: 'step.retry', step, attempt: event.attempt, because: event.because, delayMs: event.delayMs}
        break
      case 'notice':
        yield {type: 'notice', code: event.code, text: event.text}
        break
      case 'done': {
        const text = event.items.map((item) => (item.kind === 'message' ? item.text : '')).join('')
        return {kind: 'streamed', items: event.items, text, usage: event.usage, fromCache: event.fromCache === true}
      }
      case 'failed':
        return {kind: 'model-failed', failure: event.failure}
    }
  }
  throw new Error('The model client ended its stream without an end.')
}

function outOfTime(because: string): string {
  return `The request was not sent again, because the wait is longer than the turn may take (--max-time): ${because}.`
}

/** An estimate of what an answer took that the server did not count; 0 for one that was counted. */
function uncounted({usage, items}: Streamed, asked: {window: ContextWindow; request: ModelRequest}): number {
  if (usage.inputTokens + usage.outputTokens > 0) return 0
  const {window, request} = asked
  return window.likelyInput({...request, input: [...request.input, ...items.map(({raw}) => raw)]})
}
