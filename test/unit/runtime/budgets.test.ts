import {expect, test} from 'vitest'
import {addUsage, type Budgets, exhaustedBudget} from '../../../src/runtime/budgets.ts'

const budgets: Budgets = {maxSteps: 3, maxIterations: 5, maxTokens: 100, maxTimeMs: 1000}
const usage = {inputTokens: 60, cachedInputTokens: 10, outputTokens: 39, reasoningTokens: 5}

test('budgets hold below their limits', () => {
  expect(exhaustedBudget(budgets, {steps: 2, usage})).toBeUndefined()
})

test('the step budget names its flag', () => {
  expect(exhaustedBudget(budgets, {steps: 3, usage})).toBe('The turn used its 3 steps (--max-steps).')
})

test('the token budget counts input and output, and cached and reasoning tokens only once', () => {
  const more = addUsage(usage, {inputTokens: 1, cachedInputTokens: 1, outputTokens: 0, reasoningTokens: 0})
  expect(exhaustedBudget(budgets, {steps: 1, usage: more})).toBe('The turn used 100 of its 100 tokens (--max-tokens).')
})
