import type {ChatHost} from './conversation.ts'
import type {TurnEvent, TurnResult} from './events.ts'
import type {ProjectFiles} from './project-files.ts'
import type {FlagValues, Runtime} from './runtime.ts'
import type {TextModel} from './text-model.ts'
import type {VerbOutput} from './verb-output.ts'

/** What the host gives to a command. Asked for through `CodexCommand`, never imported. */
export interface Host extends ChatHost {
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
