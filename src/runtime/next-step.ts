import type {TurnEvent} from '@codex-host/plugin-api'
import type {ModelFailure, ModelRequest, OutputItem} from '../model/model-client.ts'
import {exhaustedBudget} from './budgets.ts'
import {type ContextWindow, createContextWindow} from './context-window.ts'
import {type DoneStep, runStep} from './run-step.ts'
import type {RuntimeParts} from './runtime-parts.ts'
import {addBill, type Spending} from './spending.ts'

export type NextStep =
  | {readonly kind: 'done'; readonly items: readonly OutputItem[]; readonly text: string}
  | {readonly kind: 'budget-ended'; readonly because: string}
  | {readonly kind: 'model-failed'; readonly failure: ModelFailure}

/** Asks for the steps of one turn, and stops before the request that would pass a budget. */
export function createNextStep(parts: RuntimeParts) {
  const {price, contextWindow} = parts.figures
  const window = createContextWindow(contextWindow)
  const endMs = parts.now() + parts.budgets.maxTimeMs
  const timeLeftMs = () => endMs - parts.now()
  let requests = 0
  let spending: Spending | undefined
  let uncountedTokens = 0

  return async function* nextStep(request: ModelRequest, signal: AbortSignal): AsyncGenerator<TurnEvent, NextStep> {
    const spent = {requests, spending, uncountedTokens}
    const because = exhaustedBudget(parts.budgets, spent, {inputTokens: window.leastInput(request), price})
    if (because !== undefined) return {kind: 'budget-ended', because}

    requests += 1
    const end = yield* runStep(parts.model, {request, step: requests, price, timeLeftMs}, signal)
    if (end.kind === 'out-of-time') return {kind: 'budget-ended', because: outOfTime(end.because)}
    if (end.kind === 'failed') return {kind: 'model-failed', failure: end.failure}
    uncountedTokens += uncounted(end, {window, request})
    window.noteUsage(request, end.usage)
    spending = addBill(spending, end.bill)
    return {kind: 'done', items: end.items, text: end.text}
  }
}

function outOfTime(because: string): string {
  return `The request was not sent again, because the wait is longer than the turn may take (--max-time): ${because}.`
}

/** An estimate of what an answer took that nobody counted; 0 for one that was counted or came from the local cache. */
function uncounted({usage, bill, items}: DoneStep, asked: {window: ContextWindow; request: ModelRequest}): number {
  if (bill.cacheHit !== undefined || usage.inputTokens + usage.outputTokens > 0) return 0
  const {window, request} = asked
  return window.likelyInput({...request, input: [...request.input, ...items.map(({raw}) => raw)]})
}
