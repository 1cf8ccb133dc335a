import type {ErrorSummary, Notice, Outcome} from './events.ts'

/** The screen that shows stdout. */
export interface Screen {
  readonly columns: number
  readonly hasColor: boolean
}

/** What a verb says at its end. */
export interface VerbEnd {
  /** Why it did not simply complete; the first of the documented order is the exit code. */
  readonly outcomes: readonly Outcome[]
  readonly errors: readonly ErrorSummary[]
  /**
   * Keys for the object of `--json` and for the last line of `--jsonl`, beside those of every verb (`exit_code`,
   * `errors`, `usage`, `cost_usd`, …). Names are snake_case already.
   */
  readonly data: Readonly<Record<string, unknown>>
}

/**
 * The two streams of a verb that is no agent turn: the answer on stdout, everything else on stderr, as the shared flags
 * ask. Texts for people are untrusted: control characters are shown as escapes.
 */
export interface VerbOutput {
  /** `text` is for people and pipes; with `json` and `jsonl` nothing else is written to stdout. */
  readonly format: 'text' | 'json' | 'jsonl'
  /** Absent where stdout is a pipe or a file. */
  readonly screen?: Screen
  /**
   * To stdout. `exact` is for data: as it is where nobody looks, with control characters escaped on a screen. `prose`
   * is escaped everywhere. `styled` may hold colours of the verb; what it took from others it must have escaped with
   * `escape`. Resolves when the reader has taken it. Nothing with `json` and `jsonl`.
   */
  write(text: string, kind: 'exact' | 'prose' | 'styled'): Promise<void>
  /** One line of `--jsonl`; nothing otherwise. `type` is `noun.verb`. */
  writeEvent(event: Readonly<Record<string, unknown>> & {readonly type: string}): Promise<void>
  /** Text of others with its control, bidi and zero-width characters shown as escapes. Line ends stay. */
  escape(text: string): string
  /** On stderr, once for equal texts, unless `--quiet`; with `--json` in the object too. */
  notice(notice: Notice): void
  /** What goes on, on a terminal only: one line that is drawn again. Undefined takes it away. */
  progress(line: string | undefined): void
  /** Errors and the summary on stderr, the object of `--json`, the file of `--output`, the exit code. */
  end(end: VerbEnd): Promise<void>
}
