import type {Usage} from '@codex-host/plugin-api'

export interface ToolDefinition {
  readonly name: string
  readonly description: string
  /** JSON Schema of the arguments. */
  readonly parameters: Readonly<Record<string, unknown>>
}

/**
 * An entry of the request's input, in the shape of the Responses API whatever the wire: what we wrote (a message with
 * `input_text` and `input_image` parts, a `function_call_output`), or an output item of the server sent back verbatim.
 */
export type InputItem = Readonly<Record<string, unknown>>

export interface ModelRequest {
  readonly model: string
  readonly instructions: string
  readonly input: readonly InputItem[]
  readonly tools: readonly ToolDefinition[]
  readonly temperature?: number
  readonly maxOutputTokens?: number
  readonly reasoning?: 'low' | 'medium' | 'high'
  /** Texts at which the model stops. The Responses API knows none and fails with `refused`. */
  readonly stop?: readonly string[]
  /** JSON Schema the text of the answer must fit. */
  readonly outputSchema?: Readonly<Record<string, unknown>>
  /** Whether the server sends the answer piece by piece, which it does when this is left out. */
  readonly stream?: boolean
}

export type OutputItem =
  | {readonly kind: 'message'; readonly text: string; readonly raw: InputItem}
  | {
      readonly kind: 'tool_call'
      readonly callId: string
      readonly name: string
      /** JSON as the model wrote it, not yet parsed. */
      readonly argumentsText: string
      readonly raw: InputItem
    }
  | {readonly kind: 'other'; readonly raw: InputItem}

export interface ModelFailure {
  readonly kind:
    | 'credentials'
    | 'quota'
    | 'refused'
    | 'context-length'
    /** The server does not know the answer that the request goes on from; nobody outside this layer meets it. */
    | 'state-lost'
    | 'unreachable'
    | 'server'
    | 'silent'
    | 'cut'
    | 'empty'
    /** The cache has no answer, and only the cache may be asked. */
    | 'not-cached'
  /** What happened, to which address, and how often it was tried. Never contains the key. */
  readonly message: string
  readonly suggestions: readonly string[]
}

export type ModelDelta =
  | {readonly type: 'text.delta'; readonly text: string}
  | {readonly type: 'reasoning.delta'; readonly text: string}

export interface ModelAnswer {
  /** In the server's order. */
  readonly items: readonly OutputItem[]
  readonly usage: Usage
}

export type ModelEvent =
  | ModelDelta
  /** Everything streamed so far in this step is void; the request is sent again after `delayMs`. */
  | {readonly type: 'retry'; readonly attempt: number; readonly because: string; readonly delayMs: number}
  /** What the user should know, once. */
  | {readonly type: 'notice'; readonly code: string; readonly text: string}
  /** The answer is complete. `fromCache`: it was given earlier, and nothing was sent now. */
  | ({readonly type: 'done'; readonly fromCache?: true} & ModelAnswer)
  | {readonly type: 'failed'; readonly failure: ModelFailure}

/** Sends one request and streams the answer; retries inside. Ends with `done` or `failed`; throws only on abort. */
export interface ModelClient {
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>
}
