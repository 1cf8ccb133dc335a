import type {ResponseCreateParamsStreaming, ResponseInput} from 'openai/resources/responses/responses'
import type {ModelRequest, ToolDefinition} from './model-client.ts'

/** The body of `POST /responses`. The server keeps nothing: every request carries the whole input. */
export function buildRequest(request: ModelRequest): ResponseCreateParamsStreaming {
  return {
    model: request.model,
    instructions: request.instructions,
    // Output items of the server go back exactly as they came, whatever type they have.
    input: request.input as unknown as ResponseInput,
    tools: request.tools.map(functionTool),
    parallel_tool_calls: true,
    store: false,
    stream: true,
    ...(mayReason(request.model) && {include: ['reasoning.encrypted_content']}),
    ...(request.reasoning !== undefined && {reasoning: {effort: request.reasoning}}),
    ...(request.temperature !== undefined && {temperature: request.temperature}),
    ...(request.maxOutputTokens !== undefined && {max_output_tokens: request.maxOutputTokens}),
  }
}

function functionTool(tool: ToolDefinition) {
  return {
    type: 'function' as const,
    name: tool.name,
    description: tool.description,
    parameters: {...tool.parameters},
    strict: false,
  }
}

/**
 * Without the encrypted content a reasoning item cannot be sent back to a server that stores nothing; models that
 * never reason refuse the wish for it with 400.
 */
function mayReason(model: string): boolean {
  return !/(?:^|\/)(?:chatgpt-|gpt-[34])/.test(model)
}
