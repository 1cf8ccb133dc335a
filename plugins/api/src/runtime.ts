import type {TurnEvent} from './events.ts'

/** A picture for the model to look at. */
export interface ImageAttachment {
  readonly name: string
  readonly mediaType: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp'
  readonly base64: string
}

/** One prompt of the user, complete. */
export interface TurnRequest {
  readonly prompt: string
  readonly images?: readonly ImageAttachment[]
  /** JSON Schema: the final answer must be JSON that fits it, or the turn fails. */
  readonly outputSchema?: Readonly<Record<string, unknown>>
  /** Texts given beside the prompt, such as piped input: data, not instructions. */
  readonly attachments?: readonly {readonly name: string; readonly text: string}[]
}

export interface Runtime {
  /**
   * Runs one turn, which goes on with the conversation of the turns that ran before on this runtime; it is kept in
   * memory only. One turn at a time: another one ends at once, with the error `TURN_RUNS`. The stream always ends with `turn.end`; failure is data in it. Ending the iteration early
   * cancels the turn.
   */
  runTurn(request: TurnRequest, signal: AbortSignal): AsyncIterable<TurnEvent>
}

/** The values of shared flags as oclif parsed them, by flag name. */
export type FlagValues = Readonly<Record<string, unknown>>
