import type {ModelPrice} from '../model/model-figures.ts'
import {type Budgets, exhaustedBudget} from './budgets.ts'
import {addBill, type Bill, type Spending} from './spending.ts'

/** Counts what requests take that run side by side, against the budgets of all of them. */
export interface Meter {
  /** Makes room for a request that takes at least so many tokens, or says in a sentence why there is none. */
  begin(leastTokens: number): Admission
  /** How many were answered, from the local cache too, or are open. */
  requests(): number
  /** Undefined before the first answer. */
  spending(): Spending | undefined
}

export type Admission =
  | {readonly kind: 'exhausted'; readonly because: string}
  | {
      readonly kind: 'admitted'
      /** To be called once. `uncountedTokens`: an estimate of what the server did not count. Without a bill there was no answer. */
      readonly end: (bill?: Bill, uncountedTokens?: number) => void
      /** In place of `end`: nothing was sent. */
      readonly withdraw: () => void
    }

export function createMeter(budgets: Budgets, price: ModelPrice | undefined): Meter {
  let requests = 0
  let spending: Spending | undefined
  let uncountedTokens = 0
  let openTokens = 0

  return {
    begin(leastTokens) {
      const spent = {requests, spending, uncountedTokens}
      // What runs beside it takes its part too, of the tokens and of the cost.
      const next = {inputTokens: openTokens + leastTokens, price, subject: 'run'} as const
      const because = exhaustedBudget(budgets, spent, next)
      if (because !== undefined) return {kind: 'exhausted', because}
      requests += 1
      openTokens += leastTokens
      return {
        kind: 'admitted',
        end(bill, uncounted = 0) {
          openTokens -= leastTokens
          uncountedTokens += uncounted
          if (bill !== undefined) spending = addBill(spending, bill)
        },
        withdraw() {
          openTokens -= leastTokens
          requests -= 1
        },
      }
    },
    requests: () => requests,
    spending: () => spending,
  }
}
