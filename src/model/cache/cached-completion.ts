import type {Usage} from '@codex-host/plugin-api'
import {z} from 'zod'
import type {CompletionAnswer, CompletionChoice, CompletionRequest} from '../completion-client.ts'
import type {ResolvedProvider} from '../resolve-provider.ts'
import {cacheKey} from './cache-key.ts'
import {readCached, usageSchema} from './cached-answer.ts'
import type {CacheEntry} from './response-cache.ts'

/** All candidates of one prompt. */
export interface CachedCompletion {
  readonly candidates: readonly Pick<CompletionChoice, 'candidate' | 'text' | 'endedBy'>[]
  readonly usage: Usage
}

const completionSchema = z.object({
  candidates: z
    .array(z.object({candidate: z.int().nonnegative(), text: z.string(), endedBy: z.enum(['stop', 'limit'])}))
    .min(1),
  usage: usageSchema,
})

/** `undefined` for text that is no completion. */
export function readCachedCompletion(text: string): CachedCompletion | undefined {
  return readCached(completionSchema, text)
}

/** One entry for each prompt, so that a prompt is found again whichever ones it travels with. */
export function completionKey(
  provider: ResolvedProvider,
  {suffix, candidates = 1, stop, temperature, maxOutputTokens, ...asked}: CompletionRequest,
  prompt: string,
): string {
  const model = completionModel(provider, asked.model)
  const request = {model, prompt, suffix, candidates, stop, temperature, maxOutputTokens}
  return cacheKey(provider, {kind: 'completion', request})
}

export function completionModel(provider: ResolvedProvider, asked: string): string {
  return provider.modelName ?? asked
}

/**
 * The entries of an answer, one for each prompt that was sent. A prompt with a candidate that a content filter has
 * stopped gets none.
 */
export function completionEntries(
  answer: CompletionAnswer,
  {provider, request}: {readonly provider: ResolvedProvider; readonly request: CompletionRequest},
): readonly CacheEntry[] {
  const model = completionModel(provider, request.model)
  const written = request.prompts.map((_, prompt) => answer.choices.filter((choice) => choice.prompt === prompt))
  const shares = written.map((choices, index) => ({
    input: request.prompts[index]?.length ?? 0,
    output: choices.reduce((sum, {text}) => sum + text.length, 0),
  }))

  return request.prompts.flatMap((prompt, index) => {
    const choices = written[index] ?? []
    const isWhole = choices.length > 0 && choices.every(({endedBy}) => endedBy !== 'content-filter')
    if (!isWhole) return []
    const candidates = choices.map(({candidate, text, endedBy}) => ({candidate, text, endedBy}))
    const usage = shareOf(answer.usage, shares, index)
    const key = completionKey(provider, request, prompt)
    return [{key, provider: provider.name, model, text: JSON.stringify({candidates, usage} satisfies CachedCompletion)}]
  })
}

interface Lengths {
  readonly input: number
  readonly output: number
}

/** The server counts the tokens of all prompts together. */
function shareOf(usage: Usage, lengths: readonly Lengths[], index: number): Usage {
  const input = shareIn(
    lengths.map((length) => length.input),
    index,
  )
  const output = shareIn(
    lengths.map((length) => length.output),
    index,
  )
  return {
    inputTokens: input(usage.inputTokens),
    cachedInputTokens: input(usage.cachedInputTokens),
    outputTokens: output(usage.outputTokens),
    reasoningTokens: output(usage.reasoningTokens),
  }
}

/** Shares that add up: what is left of rounding goes to the later ones. */
function shareIn(lengths: readonly number[], index: number): (total: number) => number {
  const sumBefore = (end: number) => lengths.slice(0, end).reduce((sum, length) => sum + length, 0)
  const whole = sumBefore(lengths.length)
  const upTo = (total: number, end: number) =>
    Math.round(whole === 0 ? (total * end) / lengths.length : (total * sumBefore(end)) / whole)
  return (total) => upTo(total, index + 1) - upTo(total, index)
}
