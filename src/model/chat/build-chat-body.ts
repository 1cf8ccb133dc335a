import type {ChatCompletionCreateParams} from 'openai/resources/chat/completions'
import type {ModelRequest, ToolDefinition} from '../model-client.ts'
import {fitsStrictMode} from '../strict-schema.ts'
import {toChatMessages} from './to-chat-messages.ts'

/** Where servers that speak this wire differ: some refuse a name they do not know. */
export interface ChatDialect {
  readonly tokenLimitName: 'max_completion_tokens' | 'max_tokens'
  /** Whether the usage of a stream has to be asked for. */
  readonly asksForUsage: boolean
}

/** The body of `POST /chat/completions`. */
export function buildChatBody(
  request: ModelRequest,
  dialect: ChatDialect,
): ChatCompletionCreateParams & {stream: boolean} {
  const stream = request.stream ?? true
  const {temperature, maxOutputTokens, reasoning, stop, outputSchema} = request
  return {
    model: request.model,
    messages: toChatMessages(request.instructions, request.input),
    // An empty list is refused.
    ...(request.tools.length > 0 && {tools: request.tools.map(functionTool)}),
    stream,
    ...(stream && dialect.asksForUsage && {stream_options: {include_usage: true}}),
    ...(temperature !== undefined && {temperature}),
    ...(maxOutputTokens !== undefined && {[dialect.tokenLimitName]: maxOutputTokens}),
    ...(reasoning !== undefined && {reasoning_effort: reasoning}),
    ...(stop !== undefined && stop.length > 0 && {stop: [...stop]}),
    ...(outputSchema !== undefined && {response_format: schemaFormat(outputSchema)}),
  }
}

function functionTool({name, description, parameters}: ToolDefinition) {
  return {type: 'function' as const, function: {name, description, parameters: {...parameters}}}
}

function schemaFormat(schema: Readonly<Record<string, unknown>>) {
  return {
    type: 'json_schema' as const,
    json_schema: {name: 'answer', schema: {...schema}, strict: fitsStrictMode(schema)},
  }
}
