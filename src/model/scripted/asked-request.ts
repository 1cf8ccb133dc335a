import {z} from 'zod'

/** A request of any wire, as far as a script can say something about it. */
export interface AskedRequest {
  readonly model: string
  readonly instructions: string | undefined
  /** Counted as the Responses API would: a message, a tool call and a tool output each count one. */
  readonly inputItems: number
  readonly tools: readonly string[]
  readonly lastUserText: string | undefined
  readonly lastToolOutput: string | undefined
  readonly streams: boolean
}

const contentPart = z.looseObject({text: z.string().optional()})

const content = z.union([z.string(), z.array(contentPart)]).nullish()

const inputItem = z.looseObject({
  type: z.string().optional(),
  role: z.string().optional(),
  content,
  output: content,
})

/** As much of `POST /responses` as a scripted server has to know. */
export const responsesBody = z.looseObject({
  model: z.string(),
  instructions: z.string().nullish(),
  input: z.union([z.string(), z.array(inputItem)]),
  tools: z.array(z.looseObject({type: z.string(), name: z.string().optional()})).default([]),
  stream: z.boolean().nullish(),
  include: z.array(z.string()).nullish(),
  store: z.boolean().nullish(),
  previous_response_id: z.string().nullish(),
})

export type ResponsesBody = z.output<typeof responsesBody>

export function readResponsesBody(body: ResponsesBody): AskedRequest {
  const items =
    typeof body.input === 'string' ? [{type: 'message', role: 'user', content: body.input, output: null}] : body.input
  return {
    model: body.model,
    instructions: body.instructions ?? undefined,
    inputItems: items.length,
    tools: body.tools.map((tool) => tool.name ?? tool.type),
    lastUserText: textOf(items.findLast((item) => item.role === 'user')?.content),
    lastToolOutput: textOf(items.findLast((item) => item.type === 'function_call_output')?.output),
    streams: body.stream === true,
  }
}

const streamOptions = z.looseObject({include_usage: z.boolean().nullish()}).nullish()

/** As much of `POST /chat/completions`. */
export const chatBody = z.looseObject({
  model: z.string(),
  messages: z.array(
    z.looseObject({role: z.string(), content, tool_calls: z.array(z.unknown()).nullish(), reasoning_content: content}),
  ),
  tools: z.array(z.looseObject({function: z.looseObject({name: z.string()})})).default([]),
  stream: z.boolean().nullish(),
  stream_options: streamOptions,
})

export type ChatBody = z.output<typeof chatBody>

export function readChatBody(body: ChatBody): AskedRequest {
  const isInstruction = (role: string) => role === 'system' || role === 'developer'
  const said = body.messages.filter(({role}) => !isInstruction(role))
  return {
    model: body.model,
    instructions: textOf(body.messages.find(({role}) => isInstruction(role))?.content),
    inputItems: said.reduce((count, message) => count + itemsIn(message), 0),
    tools: body.tools.map((tool) => tool.function.name),
    lastUserText: textOf(said.findLast(({role}) => role === 'user')?.content),
    lastToolOutput: textOf(said.findLast(({role}) => role === 'tool')?.content),
    streams: body.stream === true,
  }
}

function itemsIn(message: ChatBody['messages'][number]): number {
  const calls = message.tool_calls?.length ?? 0
  const reasoning = textOf(message.reasoning_content) === undefined ? 0 : 1
  const text = textOf(message.content) === undefined ? 0 : 1
  return calls + reasoning + text
}

/** As much of `POST /completions`. */
export const completionsBody = z.looseObject({
  model: z.string(),
  prompt: z.union([z.string(), z.array(z.string())]),
  n: z.number().int().min(1).nullish(),
  stream: z.boolean().nullish(),
  stream_options: streamOptions,
})

export type CompletionsBody = z.output<typeof completionsBody>

/** A prompt is an input item, the last one the last text of the user. */
export function readCompletionsBody(body: CompletionsBody): AskedRequest {
  const prompts = typeof body.prompt === 'string' ? [body.prompt] : body.prompt
  return {
    model: body.model,
    instructions: undefined,
    inputItems: prompts.length,
    tools: [],
    lastUserText: prompts.at(-1),
    lastToolOutput: undefined,
    streams: body.stream === true,
  }
}

function textOf(value: z.output<typeof content>): string | undefined {
  if (value === undefined || value === null) return undefined
  return typeof value === 'string' ? value : value.map((part) => part.text ?? '').join('')
}
