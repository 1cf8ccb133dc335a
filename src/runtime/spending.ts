import type {CacheHit, Cost, Usage} from '@codex-host/plugin-api'
import {addUsage, noUsage} from '../model/add-usage.ts'
import {type ModelPrice, ratesFor} from '../model/model-figures.ts'

/** What one answer used and cost. */
export interface Bill extends Cost {
  /** Zero where the answer came from the local cache. */
  readonly usage: Usage
  readonly cacheHit?: CacheHit
}

/** What all answers so far used and cost. A cost is absent as soon as that of one answer is not known. */
export interface Spending extends Cost {
  readonly usage: Usage
  readonly cacheHits?: {readonly count: number} & CacheHit
}

/** `price` is left out where nobody knows it. */
export function billFor(answer: {readonly usage: Usage; readonly fromCache?: true}, price?: ModelPrice): Bill {
  const {usage} = answer
  const cost = costOf(usage, price)
  if (answer.fromCache !== true) return {usage, ...cost}
  const {costUsd: savedUsd} = cost
  const cacheHit = {savedUsage: usage, ...(savedUsd !== undefined && {savedUsd})}
  return {usage: noUsage, costUsd: 0, providerSavedUsd: 0, cacheHit}
}

/** Without a count of the server there is no cost either: zero tokens would look like a free answer. */
export function costOf(usage: Usage, price: ModelPrice | undefined): Cost {
  if (price === undefined || usage.inputTokens + usage.outputTokens === 0) return {}
  const {input, output, cachedInput = input} = ratesFor(price, usage.inputTokens)
  const cached = Math.min(usage.cachedInputTokens, usage.inputTokens)
  const costUsd = (usage.inputTokens - cached) * input + cached * cachedInput + usage.outputTokens * output
  return {costUsd: exact(costUsd / 1e6), providerSavedUsd: exact((cached * (input - cachedInput)) / 1e6)}
}

/** `spent` is undefined before the first answer. */
export function addBill(spent: Spending | undefined, bill: Bill): Spending {
  const hits = addHit(spent?.cacheHits, bill.cacheHit)
  return {
    usage: addUsage(spent?.usage ?? noUsage, bill.usage),
    ...known('costUsd', spent, bill),
    ...known('providerSavedUsd', spent, bill),
    ...(hits !== undefined && {cacheHits: hits}),
  }
}

function known(name: keyof Cost, spent: Cost | undefined, bill: Cost): Cost {
  const usd = addUsd(spent === undefined ? 0 : spent[name], bill[name])
  return usd === undefined ? {} : {[name]: usd}
}

function addHit(hits: Spending['cacheHits'], hit: CacheHit | undefined): Spending['cacheHits'] {
  if (hit === undefined) return hits
  if (hits === undefined) return {count: 1, ...hit}
  const savedUsd = addUsd(hits.savedUsd, hit.savedUsd)
  return {
    count: hits.count + 1,
    savedUsage: addUsage(hits.savedUsage, hit.savedUsage),
    ...(savedUsd !== undefined && {savedUsd}),
  }
}

function addUsd(left: number | undefined, right: number | undefined): number | undefined {
  return left === undefined || right === undefined ? undefined : exact(left + right)
}

/** Without the noise of binary fractions, which programs would read as digits. */
function exact(usd: number): number {
  return Math.round(usd * 1e12) / 1e12
}
