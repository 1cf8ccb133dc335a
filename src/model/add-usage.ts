import type {Usage} from '@codex-host/plugin-api'

export function addUsage(left: Usage, right: Usage): Usage {
  return {
    inputTokens: left.inputTokens + right.inputTokens,
    cachedInputTokens: left.cachedInputTokens + right.cachedInputTokens,
    outputTokens: left.outputTokens + right.outputTokens,
    reasoningTokens: left.reasoningTokens + right.reasoningTokens,
  }
}

export const noUsage: Usage = {inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0}
