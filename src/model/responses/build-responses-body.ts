import type {ResponseCreateParams, ResponseInput} from 'openai/resources/responses/responses'
import type {KnownModel} from '../catalogue.ts'
import type {ModelRequest, ToolDefinition} from '../model-client.ts'
import {fitsStrictMode} from '../strict-schema.ts'

/** What the server may keep, and what it has kept. */
export interface ServerState {
  readonly store: true
  /** The input goes on from there. */
  readonly previousResponseId?: string
}

/** The body of `POST /responses`. Without `state` the server keeps nothing, and every request carries the whole input. */
export function buildResponsesBody(
  request: ModelRequest,
  known: Pick<KnownModel, 'reasons'>,
  state?: ServerState,
): ResponseCreateParams & {stream: boolean} {
  return {
    model: request.model,
    instructions: request.instructions,
    // Output items of the server go back exactly as they came, whatever type they have.
    input: request.input as unknown as ResponseInput,
    tools: request.tools.map(functionTool),
    ...(request.tools.length > 0 && {parallel_tool_calls: true}),
    store: state !== undefined,
    ...(state?.previousResponseId !== undefined && {previous_response_id: state.previousResponseId}),
    stream: request.stream ?? true,
    // Without the encrypted content a reasoning item cannot be sent back to a server that stores nothing, or has lost
    // what it stored; models that never reason refuse the wish for it with 400.
    ...(known.reasons && {include: ['reasoning.encrypted_content' as const]}),
    ...(request.reasoning !== undefined && {reasoning: {effort: request.reasoning}}),
    ...(request.temperature !== undefined && {temperature: request.temperature}),
    ...(request.maxOutputTokens !== undefined && {max_output_tokens: request.maxOutputTokens}),
    ...(request.outputSchema !== undefined && {text: {format: schemaFormat(request.outputSchema)}}),
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

function schemaFormat(schema: Readonly<Record<string, unknown>>) {
  return {type: 'json_schema' as const, name: 'answer', schema: {...schema}, strict: fitsStrictMode(schema)}
}
