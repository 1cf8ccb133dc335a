import type {Usage} from '@codex-host/plugin-api'
import type {ModelEvent} from './model-client.ts'

export interface CompletionRequest {
  readonly model: string
  /** All in one request. A prompt is the text before the cursor. */
  readonly prompts: readonly string[]
  /** The text behind the cursor, for models that fill in the middle. */
  readonly suffix?: string
  /** Candidates for each prompt, one when left out. */
  readonly candidates?: number
  readonly stop?: readonly string[]
  readonly temperature?: number
  /** For each candidate. */
  readonly maxOutputTokens?: number
  /** Whether the server sends the answer piece by piece, which it does when this is left out. */
  readonly stream?: boolean
}

/** What the model wrote for one candidate of one prompt. */
export interface CompletionChoice {
  /** Place in `prompts`. */
  readonly prompt: number
  readonly candidate: number
  readonly text: string
  /** `limit` is no failure here: a completion has no end of its own. */
  readonly endedBy: 'stop' | 'limit' | 'content-filter'
}

export interface CompletionAnswer {
  /** One for each candidate of each prompt, in that order. */
  readonly choices: readonly CompletionChoice[]
  readonly usage: Usage
}

/** Prompts whose candidates were written earlier: they were not sent now, and the usage of the answer is without them. */
export interface CachedPrompts {
  /** Places in `prompts`. */
  readonly prompts: readonly number[]
  /** What they used when they were sent; of several that were sent together, a share by length. */
  readonly savedUsage: Usage
}

export interface CompletionDelta {
  readonly type: 'text.delta'
  readonly prompt: number
  readonly candidate: number
  readonly text: string
}

export type CompletionEvent =
  | CompletionDelta
  | ({readonly type: 'done'; readonly fromCache?: CachedPrompts} & CompletionAnswer)
  | (ModelEvent & {readonly type: 'retry' | 'notice' | 'failed'})

/** Continues texts over `/completions`; retries inside. Ends with `done` or `failed`; throws only on abort. */
export interface CompletionClient {
  complete(request: CompletionRequest, signal: AbortSignal): AsyncIterable<CompletionEvent>
}
