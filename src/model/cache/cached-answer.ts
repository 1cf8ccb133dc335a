import {z} from 'zod'
import type {ModelAnswer, ModelDelta} from '../model-client.ts'

/** A complete answer with what was streamed of it, adjoining pieces as one. */
export interface CachedAnswer extends ModelAnswer {
  readonly deltas: readonly ModelDelta[]
}

const tokens = z.number()

export const usageSchema = z.object({
  inputTokens: tokens,
  cachedInputTokens: tokens,
  outputTokens: tokens,
  reasoningTokens: tokens,
})

const raw = z.record(z.string(), z.unknown())

const answerSchema = z.object({
  deltas: z.array(z.object({type: z.enum(['text.delta', 'reasoning.delta']), text: z.string()})),
  items: z
    .array(
      z.discriminatedUnion('kind', [
        z.object({kind: z.literal('message'), text: z.string(), raw}),
        z.object({kind: z.literal('tool_call'), callId: z.string(), name: z.string(), argumentsText: z.string(), raw}),
        z.object({kind: z.literal('other'), raw}),
      ]),
    )
    .min(1),
  usage: usageSchema,
})

/** `undefined` for text that is no answer. */
export function readCachedAnswer(text: string): CachedAnswer | undefined {
  return readCached(answerSchema, text)
}

/** `undefined` for text that is no JSON of the schema. */
export function readCached<Value>(schema: z.ZodType<Value>, text: string): Value | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
