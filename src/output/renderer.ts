import type {TurnEvent, TurnResult} from '@codex-host/plugin-api'
import type {Terminal} from './create-terminal.ts'

/** Shows a turn. The result is the turn's, with an error added where the output file could not be written. */
export type Renderer = (events: AsyncIterable<TurnEvent>, context: RenderContext) => Promise<TurnResult>

/** Where the text of the model goes while the turn runs. */
export interface TurnText {
  note(event: TurnEvent): void
  /** Leaves the answer on stdout. */
  finish(result: TurnResult): void
  /** However the turn ended: nothing is kept back, and nothing waits any longer. */
  close(): void
}

export interface RenderContext {
  readonly terminal: Terminal
  /** Only the code of the answer is printed. */
  readonly codeOnly: boolean
  /** The answer is data for a program, such as JSON of a schema. */
  readonly answerIsData: boolean
  /** Where the answer is written too. */
  readonly outputFile?: string
  writeFile(path: string, text: string): Promise<void>
  exitCodeOf(result: TurnResult): number
}
