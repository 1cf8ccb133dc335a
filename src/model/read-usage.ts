import type {Usage} from '@codex-host/plugin-api'
import {z} from 'zod'

const count = z
  .number()
  .nullish()
  .transform((value) => value ?? 0)

/** The usage of the wires `chat` and `completions`, as OpenAI and as DeepSeek write it. */
export const chatUsage = z.object({
  prompt_tokens: count,
  prompt_tokens_details: z.object({cached_tokens: count}).nullish(),
  prompt_cache_hit_tokens: z.number().nullish(),
  completion_tokens: count,
  completion_tokens_details: z.object({reasoning_tokens: count}).nullish(),
})

export type ChatUsage = z.output<typeof chatUsage>

/** Zeros where the server counts nothing. */
export function readChatUsage(used: ChatUsage | undefined): Usage {
  return {
    inputTokens: used?.prompt_tokens ?? 0,
    cachedInputTokens: used?.prompt_tokens_details?.cached_tokens ?? used?.prompt_cache_hit_tokens ?? 0,
    outputTokens: used?.completion_tokens ?? 0,
    reasoningTokens: used?.completion_tokens_details?.reasoning_tokens ?? 0,
  }
}
