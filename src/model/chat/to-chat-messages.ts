import type {
  ChatCompletionAssistantMessageParam,
  ChatCompletionContentPart,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions'
import {z} from 'zod'
import type {InputItem} from '../model-client.ts'

/**
 * The same conversation in messages: what one answer said and called becomes one message again, as this wire had sent
 * it. Reasoning goes back only beside tool calls and only where this wire sent it: servers that need it need it there,
 * others refuse it. Items of types that this wire has no word for are left out.
 */
export function toChatMessages(instructions: string, input: readonly InputItem[]): ChatCompletionMessageParam[] {
  const messages: ChatCompletionMessageParam[] = instructions === '' ? [] : [{role: 'system', content: instructions}]
  let answer: Answer | undefined

  for (const raw of input) {
    const item = readItem(raw)
    if (item === undefined) continue
    if (item.kind === 'answer') {
      answer = join(answer, item)
      continue
    }
    if (answer !== undefined) messages.push(assistantMessage(answer))
    answer = undefined
    messages.push(item.message)
  }
  if (answer !== undefined) messages.push(assistantMessage(answer))
  return messages
}

type ToolCall = NonNullable<ChatCompletionAssistantMessageParam['tool_calls']>[number]

interface Answer {
  readonly text?: string
  readonly reasoning?: string
  readonly calls: readonly ToolCall[]
}

type ReadItem =
  | ({readonly kind: 'answer'} & Answer)
  | {readonly kind: 'message'; readonly message: ChatCompletionMessageParam}

const part = z.looseObject({type: z.string(), text: z.string().optional(), refusal: z.string().optional()})

const content = z.union([z.string(), z.array(part)])

const inputItem = z.union([
  z.object({type: z.literal('function_call'), call_id: z.string(), name: z.string(), arguments: z.string()}),
  z.object({type: z.literal('function_call_output'), call_id: z.string(), output: content}),
  z.object({type: z.literal('reasoning'), content: z.array(part).optional()}),
  z.object({
    type: z.literal('message').optional(),
    role: z.enum(['user', 'assistant', 'system', 'developer']),
    content,
  }),
])

function readItem(raw: InputItem): ReadItem | undefined {
  const parsed = inputItem.safeParse(raw)
  if (!parsed.success) return undefined
  const item = parsed.data

  switch (item.type) {
    case 'function_call': {
      const {call_id: id, name} = item
      return {kind: 'answer', calls: [{id, type: 'function', function: {name, arguments: item.arguments}}]}
    }
    case 'function_call_output':
      return {kind: 'message', message: {role: 'tool', tool_call_id: item.call_id, content: textOf(item.output)}}
    case 'reasoning':
      return item.content && {kind: 'answer', calls: [], reasoning: textOf(item.content)}
    case 'message':
    case undefined:
      return readMessage(item.role, item.content)
  }
}

type Content = z.output<typeof content>

function readMessage(role: 'user' | 'assistant' | 'system' | 'developer', said: Content): ReadItem {
  if (role === 'assistant') return {kind: 'answer', calls: [], text: textOf(said)}
  // Only OpenAI knows "developer", and it reads both the same.
  if (role !== 'user') return {kind: 'message', message: {role: 'system', content: textOf(said)}}
  return {kind: 'message', message: {role, content: userContent(said)}}
}

/** A plain string wherever that says the same: some servers read no lists of parts. */
function userContent(said: Content): string | ChatCompletionContentPart[] {
  if (typeof said === 'string') return said
  const [only, ...others] = said
  if (only !== undefined && others.length === 0 && only.text !== undefined) return only.text
  return said.flatMap((piece) => chatPart(piece) ?? [])
}

const imagePart = z.object({
  type: z.literal('input_image'),
  image_url: z.string(),
  detail: z.enum(['auto', 'low', 'high']).optional(),
})

function chatPart(piece: z.output<typeof part>): ChatCompletionContentPart | undefined {
  if (piece.text !== undefined) return {type: 'text', text: piece.text}
  const image = imagePart.safeParse(piece)
  if (!image.success) return undefined
  const {image_url: url, detail} = image.data
  return {type: 'image_url', image_url: {url, ...(detail !== undefined && {detail})}}
}

function textOf(said: Content): string {
  return typeof said === 'string' ? said : said.map((piece) => piece.text ?? piece.refusal ?? '').join('')
}

function join(first: Answer | undefined, second: Answer): Answer {
  const text = joinTexts(first?.text, second.text)
  const reasoning = joinTexts(first?.reasoning, second.reasoning)
  return {
    calls: [...(first?.calls ?? []), ...second.calls],
    ...(text !== undefined && {text}),
    ...(reasoning !== undefined && {reasoning}),
  }
}

function joinTexts(first: string | undefined, second: string | undefined): string | undefined {
  return first === undefined || second === undefined ? (first ?? second) : first + second
}

function assistantMessage({text, reasoning, calls}: Answer): ChatCompletionAssistantMessageParam {
  if (calls.length === 0) return {role: 'assistant', content: text ?? ''}
  return {
    role: 'assistant',
    content: text ?? null,
    tool_calls: [...calls],
    ...(reasoning !== undefined && {reasoning_content: reasoning}),
  }
}
