import type {Cost, ErrorSummary, Notice, Outcome, Usage, CacheHit} from './events.ts'
import type {FillTokens, ProviderWire} from './provider.ts'

/** What is known of the configured model before anything is sent. */
export interface ModelFacts {
  readonly provider: string
  readonly model: string
  /** How the provider answers for this model when it is asked, not completed. */
  readonly wire: ProviderWire
  /** Whether it fills in between a prefix and a suffix on the wire `completions`. */
  readonly fillsInMiddle: boolean
  /** The words around prefix and suffix that make one prompt of both; absent where they are not known. */
  readonly fillTokens?: FillTokens
  /** Tokens of input and output together, as far as known without asking the server. */
  readonly contextWindow: number
  /** Most tokens of one answer, where the flags or the configuration say it. */
  readonly maxOutputTokens?: number
  /** USD per million tokens; absent where the price is not known. */
  readonly price?: {readonly input: number; readonly output: number}
}

/** The sampling parameters come from the shared flags and the configuration. */
export interface AskRequest {
  readonly instructions: string
  readonly prompt: string
  /** JSON Schema the answer should fit. Wires that know no schema are told in words: check the answer. */
  readonly outputSchema?: Readonly<Record<string, unknown>>
  /** Tokens, where the flags and the configuration say nothing. */
  readonly maxOutputTokens?: number
  /** 0 to 2, where the flags and the configuration say nothing. */
  readonly temperature?: number
}

/** For the wire `completions`. */
export interface CompletionRequest {
  /** The texts before the cursor, all in one request. */
  readonly prompts: readonly string[]
  /** The text behind the cursor, the same for all prompts. */
  readonly suffix?: string
  /** For each prompt, one when left out. */
  readonly candidates?: number
  /** Beside those of the flags and the configuration. */
  readonly stop?: readonly string[]
  /** Tokens of each candidate, where the flags and the configuration say nothing. */
  readonly maxOutputTokens?: number
  /** 0 to 2, where the flags and the configuration say nothing. */
  readonly temperature?: number
}

/** What one answer used. `cacheHit`: answers of the local cache are in it, and not in `usage`. */
export interface AnswerBill extends Cost {
  readonly usage: Usage
  readonly cacheHit?: CacheHit
}

interface Answered extends AnswerBill {
  readonly type: 'answer.end'
}

/** Why there is no answer. Nothing of what was streamed counts. */
export interface ModelFailed {
  readonly type: 'failed'
  readonly outcome: Outcome
  readonly error: ErrorSummary
}

/** Told of every request. After a retry nothing streamed so far counts. */
export type RequestEvent =
  | {readonly type: 'retry'; readonly attempt: number; readonly because: string; readonly delayMs: number}
  | ({readonly type: 'notice'} & Notice)
  | ModelFailed

export type AskEvent =
  | RequestEvent
  | {readonly type: 'text.delta'; readonly text: string}
  | (Answered & {
      /** Whole. */
      readonly text: string
    })

export interface CompletionChoice {
  /** Place in `prompts`. */
  readonly prompt: number
  readonly candidate: number
  readonly text: string
  readonly endedBy: 'stop' | 'limit' | 'content-filter'
}

export type CompletionEvent =
  | RequestEvent
  | {readonly type: 'text.delta'; readonly prompt: number; readonly candidate: number; readonly text: string}
  | (Answered & {
      /** One for each candidate of each prompt, in that order. */
      readonly choices: readonly CompletionChoice[]
      /** Places in `prompts` that were answered from the local cache and not sent. */
      readonly cachedPrompts: readonly number[]
    })

/**
 * The configured model for verbs that only read: no tools, no sandbox. Cache, retries and the budgets of the flags
 * (`--max-tokens`, `--max-cost`, `--max-time`, `--max-steps` over all requests) hold inside. The streams end with
 * `answer.end` or `failed`, and throw only the reason of the signal.
 */
export interface TextModel {
  readonly facts: ModelFacts
  /** Tokens that a text probably takes. */
  countTokens(text: string): number
  /** Tokens of input and output together. A local server is asked for its window; a failure is no error. */
  contextWindow(signal: AbortSignal): Promise<number>
  ask(request: AskRequest, signal: AbortSignal): AsyncIterable<AskEvent>
  complete(request: CompletionRequest, signal: AbortSignal): AsyncIterable<CompletionEvent>
}
