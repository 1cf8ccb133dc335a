import type {Usage} from '@codex-host/plugin-api'
import {z} from 'zod'
import type {OutputItem} from '../model-client.ts'
import type {ServerError} from '../wire.ts'

/** One event of the server in our words. */
export type ResponseFact =
  | {readonly kind: 'text'; readonly text: string}
  | {readonly kind: 'reasoning'; readonly text: string}
  | {readonly kind: 'item'; readonly index: number; readonly item: OutputItem}
  /** `items` is the server's own list: empty where it only streams them. */
  | {
      readonly kind: 'completed'
      readonly items: readonly OutputItem[]
      readonly usage: Usage
      readonly responseId?: string
      readonly previousResponseId?: string
    }
  | {readonly kind: 'incomplete'; readonly reason: string}
  | {readonly kind: 'failed'; readonly error: ServerError}
  | {readonly kind: 'nothing'}
  | {readonly kind: 'malformed'; readonly detail: string}

/** Reads the data of one frame. Unknown types of event are nothing to us; known ones must be whole. Never throws. */
export function mapResponseEvent(data: string): ResponseFact {
  if (data === '[DONE]') return {kind: 'nothing'}
  const event = parseEvent(data)
  if (event === undefined) return malformed(data)

  switch (event.type) {
    case 'response.output_text.delta':
    case 'response.refusal.delta':
      return typeof event.delta === 'string' ? {kind: 'text', text: event.delta} : malformed(data)
    case 'response.reasoning_summary_text.delta':
    case 'response.reasoning_text.delta':
      return typeof event.delta === 'string' ? {kind: 'reasoning', text: event.delta} : malformed(data)
    case 'response.output_item.done':
      return readItem(event) ?? malformed(data)
    case 'response.completed':
      return readCompleted(event) ?? malformed(data)
    case 'response.incomplete':
      return {kind: 'incomplete', reason: readIncomplete(event)}
    case 'response.failed':
    case 'error':
      return {kind: 'failed', error: readError(event)}
    default:
      return {kind: 'nothing'}
  }
}

interface ServerEvent {
  readonly type: string
  readonly delta?: unknown
}

/** By hand: a schema would cost more than all the rest for each of many thousand deltas. */
function parseEvent(data: string): ServerEvent | undefined {
  try {
    const value: unknown = JSON.parse(data)
    if (isEvent(value)) return value
    // Some servers of other makers send an error without a type.
    return typeof value === 'object' && value !== null && 'error' in value ? {...value, type: 'error'} : undefined
  } catch {
    return undefined
  }
}

function isEvent(value: unknown): value is ServerEvent {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

const rawItem = z.record(z.string(), z.unknown())

const toolCall = z.object({
  type: z.literal('function_call'),
  call_id: z.string().min(1),
  name: z.string(),
  arguments: z.string(),
})

const message = z.object({
  type: z.literal('message'),
  content: z.array(z.object({text: z.string().optional(), refusal: z.string().optional()})),
})

const itemEvent = z.object({output_index: z.number().default(0), item: rawItem})

function readItem(event: ServerEvent): ResponseFact | undefined {
  const parsed = itemEvent.safeParse(event)
  if (!parsed.success) return undefined
  const item = toOutputItem(parsed.data.item)
  return item && {kind: 'item', index: parsed.data.output_index, item}
}

function toOutputItem(raw: Record<string, unknown>): OutputItem | undefined {
  if (raw['type'] === 'function_call') {
    const call = toolCall.safeParse(raw)
    if (!call.success) return undefined
    const {call_id: callId, name, arguments: argumentsText} = call.data
    return {kind: 'tool_call', callId, name, argumentsText, raw}
  }
  if (raw['type'] === 'message') {
    const parsed = message.safeParse(raw)
    if (!parsed.success) return undefined
    return {kind: 'message', text: parsed.data.content.map((part) => part.text ?? part.refusal ?? '').join(''), raw}
  }
  return {kind: 'other', raw}
}

const count = z
  .number()
  .nullish()
  .transform((value) => value ?? 0)

const usage = z.object({
  input_tokens: count,
  input_tokens_details: z.object({cached_tokens: count}).nullish(),
  output_tokens: count,
  output_tokens_details: z.object({reasoning_tokens: count}).nullish(),
})

const completedEvent = z.object({
  response: z.object({
    id: z.string().nullish(),
    previous_response_id: z.string().nullish(),
    output: z.array(rawItem).nullish(),
    usage: usage.nullish(),
  }),
})

function readCompleted(event: ServerEvent): ResponseFact | undefined {
  const parsed = completedEvent.safeParse(event)
  if (!parsed.success) return undefined
  const {id, previous_response_id: previousId, output, usage: used} = parsed.data.response
  const items: OutputItem[] = []
  for (const raw of output ?? []) {
    const item = toOutputItem(raw)
    if (item === undefined) return undefined
    items.push(item)
  }
  return {
    kind: 'completed',
    ...(id && {responseId: id}),
    ...(previousId && {previousResponseId: previousId}),
    items,
    usage: toUsage(used),
  }
}

function toUsage(used: z.output<typeof usage> | null | undefined): Usage {
  return {
    inputTokens: used?.input_tokens ?? 0,
    cachedInputTokens: used?.input_tokens_details?.cached_tokens ?? 0,
    outputTokens: used?.output_tokens ?? 0,
    reasoningTokens: used?.output_tokens_details?.reasoning_tokens ?? 0,
  }
}

const incompleteEvent = z.object({response: z.object({incomplete_details: z.object({reason: z.string()})})})

function readIncomplete(event: ServerEvent): string {
  const parsed = incompleteEvent.safeParse(event)
  return parsed.success ? parsed.data.response.incomplete_details.reason : 'unknown'
}

const errorBody = z.object({code: z.union([z.string(), z.number()]).nullish(), message: z.string().nullish()})

/** The error stands in `response.error`, in `error`, or in the event itself. */
const failedEvent = errorBody.extend({
  error: errorBody.nullish(),
  response: z.object({error: errorBody.nullish()}).nullish(),
})

function readError(event: ServerEvent): ServerError {
  const parsed = failedEvent.safeParse(event)
  if (!parsed.success) return {code: undefined, message: 'no reason given'}
  const error = parsed.data.response?.error ?? parsed.data.error ?? parsed.data
  return {code: error.code?.toString(), message: error.message ?? 'no reason given'}
}

function malformed(data: string): ResponseFact {
  return {kind: 'malformed', detail: JSON.stringify(data.slice(0, 60))}
}
