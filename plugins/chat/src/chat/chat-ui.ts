import type {Decision, Question} from '@codex-host/plugin-api'
import type {Look} from '../text/style.ts'
import type {TurnWriter} from '../transcript/turn-writer.ts'

/** How a person and the chat meet: `openTerminalUi` on a terminal that can, `openPlainUi` line by line. */
export interface ChatUi {
  look(): Look
  /** Rows of the transcript: escaped, styled, and wrapped for `look().columns`. */
  print(rows: readonly string[]): void
  /** What the person said, where it is not there already; `note` says what became of it. Both are untrusted. */
  echo(text: string, note?: string): void
  /** Untrusted text, on lines of its own. */
  say(text: string): void
  /** Answered by a person only: an abort is a stop, an end of the input a no. */
  ask(question: Question, signal: AbortSignal): Promise<Decision>
  /** What runs now; undefined when nothing does. */
  showTurn(writer: TurnWriter | undefined): void
  /** Nothing runs and nothing waits: the person may go on. */
  idle(): void
  /** Something that it shows has changed. */
  refresh(): void
  /** What was typed and not sent is put back to be edited. */
  putBack(text: string): void
  /** Lets somebody else have the terminal meanwhile. */
  aside<Result>(act: () => Promise<Result>): Promise<Result>
  close(): void
}

export interface SentText {
  /** With all that was pasted. */
  readonly text: string
  /** As it was seen in the editor. */
  readonly shown: string
}

/** What the person wants. */
export interface ChatHandlers {
  /** `later` asks for a turn of its own, where a turn runs. */
  send(sent: SentText, isForLater: boolean): void
  /** Stop what runs; again, or where nothing runs twice, quit. */
  interrupt(): void
  quit(): void
  /** The input is closed. */
  inputEnded(): void
  openNewest(): void
}

/** What the ui shows of the chat. */
export interface ChatView {
  /** On one line, untrusted. */
  statusParts(): readonly string[]
  queued(): readonly string[]
  isWorking(): boolean
  /** What the prompt would attach, one each. */
  mentions(text: string): readonly string[]
}
