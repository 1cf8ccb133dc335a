import type {TurnEvent, TurnResult} from './events.ts'
import type {ProjectFiles} from './project-files.ts'
import type {TextModel} from './text-model.ts'
import type {VerbOutput} from './verb-output.ts'

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

/** What the host gives to a command. Asked for through `CodexCommand`, never imported. */
export interface Host {
  /** The version of this contract that the host provides. */
  readonly contract: string
  /** Aborted on SIGINT and SIGTERM. */
  readonly signal: AbortSignal
  /**
   * Resolves the configuration and opens the runtime.
   * @throws CodexError with exit code 3, 4, 6, 11 or 12.
   */
  openRuntime(flags: FlagValues): Promise<Runtime>
  /** Shows a turn as the output flags ask, and sets the exit code of the process. */
  present(events: AsyncIterable<TurnEvent>, flags: FlagValues): Promise<TurnResult>
  /**
   * The model without the agent. Nothing is sent and no key is looked for before the first request.
   * @throws CodexError with exit code 2, 3, 11 or 12.
   */
  openModel(flags: FlagValues): Promise<TextModel>
  /** @throws CodexError with exit code 2 or 3. */
  openFiles(flags: FlagValues): Promise<ProjectFiles>
  /** One for a command line: what its models used is in the summary. */
  openOutput(flags: FlagValues): Promise<VerbOutput>
}
