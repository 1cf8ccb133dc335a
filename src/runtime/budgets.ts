import type {Usage} from '@codex-host/plugin-api'

export interface Budgets {
  /** Model requests in one turn. */
  readonly maxSteps: number
  /** Verify rounds in one turn. */
  readonly maxIterations: number
  /** Input and output tokens of one turn together. */
  readonly maxTokens: number
  readonly maxTimeMs: number
}

export const noUsage: Usage = {inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0}

export function addUsage(left: Usage, right: Usage): Usage {
  return {
    inputTokens: left.inputTokens + right.inputTokens,
    cachedInputTokens: left.cachedInputTokens + right.cachedInputTokens,
    outputTokens: left.outputTokens + right.outputTokens,
    reasoningTokens: left.reasoningTokens + right.reasoningTokens,
  }
}

/** The sentence that ends a turn before its next request, or undefined while the budgets hold. */
export function exhaustedBudget(budgets: Budgets, spent: {steps: number; usage: Usage}): string | undefined {
  if (spent.steps >= budgets.maxSteps) return `The turn used its ${budgets.maxSteps} steps (--max-steps).`

  const tokens = spent.usage.inputTokens + spent.usage.outputTokens
  if (tokens >= budgets.maxTokens) return `The turn used ${tokens} of its ${budgets.maxTokens} tokens (--max-tokens).`
  return undefined
}
