import {type ModelPrice, ratesFor} from '../model/model-figures.ts'
import type {Spending} from './spending.ts'

export interface Budgets {
  /** Model requests in one turn. */
  readonly maxSteps: number
  /** Verify rounds in one turn. */
  readonly maxIterations: number
  /** Input and output tokens of one turn together. */
  readonly maxTokens: number
  /** Of one turn. Left out where there is no limit; never set where the price is not known. */
  readonly maxCostUsd?: number
  readonly maxTimeMs: number
}

export interface Spent {
  /** Requests that were answered. */
  readonly requests: number
  /** Undefined before the first answer. */
  readonly spending: Spending | undefined
  /** An estimate of what answers took that the server did not count. */
  readonly uncountedTokens: number
}

/** What the next request takes at the very least. */
export interface NextRequest {
  readonly inputTokens: number
  readonly price?: ModelPrice | undefined
  /** Whose budgets they are, for the sentence; a turn's when left out. */
  readonly subject?: 'turn' | 'run'
}

/** The sentence that ends a turn before its next request, or undefined while the budgets hold. */
export function exhaustedBudget(budgets: Budgets, spent: Spent, next: NextRequest): string | undefined {
  const {maxSteps} = budgets
  const steps = maxSteps === 1 ? '1 step' : `${maxSteps} steps`
  if (spent.requests >= maxSteps) return `${beginning(next)} its ${steps} (--max-steps).`
  return exhaustedTokens(budgets, spent, next) ?? exhaustedCost(budgets, spent, next)
}

function exhaustedTokens({maxTokens}: Budgets, spent: Spent, next: NextRequest): string | undefined {
  const {spending, uncountedTokens} = spent
  const counted = spending === undefined ? 0 : spending.usage.inputTokens + spending.usage.outputTokens
  const used = counted + uncountedTokens
  const about = uncountedTokens === 0 ? '' : 'about '
  const sentence = `${beginning(next)} ${about}${used} of its ${maxTokens} tokens (--max-tokens)`
  if (used >= maxTokens) return `${sentence}.`
  if (used + next.inputTokens <= maxTokens) return undefined
  return `${sentence}, and the next request takes at least ${next.inputTokens}, so it was not sent.`
}

function exhaustedCost({maxCostUsd}: Budgets, {spending}: Spent, next: NextRequest): string | undefined {
  if (maxCostUsd === undefined) return undefined
  const usedUsd = spending === undefined ? 0 : spending.costUsd
  if (usedUsd === undefined || next.price === undefined) {
    return `The server did not count what the ${next.subject ?? 'turn'} used, so its limit of ${usd(maxCostUsd)} (--max-cost) cannot be held.`
  }
  const sentence = `${beginning(next)} ${usd(usedUsd)} of its ${usd(maxCostUsd)} (--max-cost)`
  if (usedUsd >= maxCostUsd) return `${sentence}.`
  const nextUsd = leastCostUsd(next.inputTokens, next.price)
  if (usedUsd + nextUsd <= maxCostUsd) return undefined
  return `${sentence}, and the next request costs at least ${usd(nextUsd)}, so it was not sent.`
}

function beginning({subject = 'turn'}: NextRequest): string {
  return `The ${subject} used`
}

/** All of it may come from the provider's own cache, and the answer may be one word. */
function leastCostUsd(inputTokens: number, price: ModelPrice): number {
  const {input, cachedInput = input} = ratesFor(price, inputTokens)
  return (inputTokens * Math.min(input, cachedInput)) / 1e6
}

function usd(value: number): string {
  if (value === 0 || value >= 0.1) return `$${value.toFixed(2)}`
  // Six digits would show a very small limit as nothing.
  return `$${value.toFixed(value < 0.00001 ? 12 : 6).replace(/0+$/, '')}`
}
