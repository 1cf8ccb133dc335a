import {expect, test} from 'vitest'
import {type Budgets, exhaustedBudget, type Spent} from '../../../src/runtime/budgets.ts'

const budgets: Budgets = {maxSteps: 3, maxIterations: 5, maxTokens: 100, maxTimeMs: 1000}
const usage = {inputTokens: 60, cachedInputTokens: 10, outputTokens: 20, reasoningTokens: 5}
const spent: Spent = {requests: 2, spending: {usage, costUsd: 0.5}, uncountedTokens: 0}
const price = {input: 20_000, cachedInput: 10_000, output: 80_000}

test('budgets hold up to their limits', () => {
  expect(exhaustedBudget(budgets, spent, {inputTokens: 20})).toBeUndefined()
  expect(exhaustedBudget({...budgets, maxCostUsd: 0.7}, spent, {inputTokens: 20, price})).toBeUndefined()
})

test('the step budget names its flag', () => {
  const sentence = exhaustedBudget(budgets, {...spent, requests: 3}, {inputTokens: 0})
  expect(sentence).toBe('The turn used its 3 steps (--max-steps).')
})

test('the token budget counts input and output, and cached and reasoning tokens only once', () => {
  const sentence = exhaustedBudget({...budgets, maxTokens: 80}, spent, {inputTokens: 0})
  expect(sentence).toBe('The turn used 80 of its 80 tokens (--max-tokens).')
})

test('a request that cannot fit the rest of the tokens is not sent', () => {
  expect(exhaustedBudget(budgets, spent, {inputTokens: 21})).toBe(
    'The turn used 80 of its 100 tokens (--max-tokens), and the next request takes at least 21, so it was not sent.',
  )
})

test('what the server did not count is counted as an estimate, and called one', () => {
  const sentence = exhaustedBudget(budgets, {requests: 1, spending: undefined, uncountedTokens: 120}, {inputTokens: 0})
  expect(sentence).toBe('The turn used about 120 of its 100 tokens (--max-tokens).')
})

test('the cost budget names what was paid and what the next request costs at least, all of it cached', () => {
  const at = (maxCostUsd: number, inputTokens: number) =>
    exhaustedBudget({...budgets, maxCostUsd}, spent, {inputTokens, price})

  expect(at(0.5, 0)).toBe('The turn used $0.50 of its $0.50 (--max-cost).')
  expect(at(0.6, 11)).toBe(
    'The turn used $0.50 of its $0.60 (--max-cost), and the next request costs at least $0.11, so it was not sent.',
  )
  expect(at(0.6, 10)).toBeUndefined()
})

test('a cost that the server keeps to itself ends a turn that has a limit of costs', () => {
  const uncounted = {...spent, spending: {usage}}
  const sentence = exhaustedBudget({...budgets, maxCostUsd: 1}, uncounted, {inputTokens: 1, price})
  expect(sentence).toBe(
    'The server did not count what the turn used, so its limit of $1.00 (--max-cost) cannot be held.',
  )
})

test('a very small amount is not shown as nothing', () => {
  const tiny = {...budgets, maxCostUsd: 0.0000001}
  const before = {requests: 0, spending: undefined, uncountedTokens: 0}
  expect(exhaustedBudget(tiny, before, {inputTokens: 1, price})).toMatch(
    /^The turn used \$0\.00 of its \$0\.0000001 \(--max-cost\), and the next request costs at least \$0\.0\d*[1-9],/,
  )
})
