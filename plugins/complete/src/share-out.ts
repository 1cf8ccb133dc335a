import type {AnswerBill, Usage} from '@codex-host/plugin-api'

/** The size of what was sent and answered for one file of a request. */
export interface Size {
  readonly input: number
  readonly output: number
}

/**
 * Parts of a bill by length, as the server counts only the whole request. They add up to it: what rounding leaves goes
 * to later files.
 */
export function shareOut(bill: Pick<AnswerBill, 'usage' | 'costUsd'>, sizes: readonly Size[]): readonly Part[] {
  const inputs = sharesBy(sizes.map(({input}) => input))
  const outputs = sharesBy(sizes.map(({output}) => output))
  const {usage, costUsd} = bill
  const columns = {
    inputTokens: inputs(usage.inputTokens),
    cachedInputTokens: inputs(usage.cachedInputTokens),
    outputTokens: outputs(usage.outputTokens),
    reasoningTokens: outputs(usage.reasoningTokens),
  }
  const whole = usage.inputTokens + usage.outputTokens
  return sizes.map((_, index) => {
    const share: Usage = {
      inputTokens: columns.inputTokens[index] ?? 0,
      cachedInputTokens: columns.cachedInputTokens[index] ?? 0,
      outputTokens: columns.outputTokens[index] ?? 0,
      reasoningTokens: columns.reasoningTokens[index] ?? 0,
    }
    if (costUsd === undefined) return {usage: share}
    const part = whole === 0 ? 1 / sizes.length : (share.inputTokens + share.outputTokens) / whole
    return {usage: share, costUsd: costUsd * part}
  })
}

export interface Part {
  readonly usage: Usage
  readonly costUsd?: number
}

function sharesBy(lengths: readonly number[]): (total: number) => readonly number[] {
  const ends = lengths.map((_, index) => lengths.slice(0, index + 1).reduce((sum, length) => sum + length, 0))
  const whole = ends.at(-1) ?? 0
  return (total) => {
    const upTo = (index: number) => {
      if (index < 0) return 0
      return Math.round(whole === 0 ? (total * (index + 1)) / lengths.length : (total * (ends[index] ?? 0)) / whole)
    }
    return lengths.map((_, index) => upTo(index) - upTo(index - 1))
  }
}
