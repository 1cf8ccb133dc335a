/**
 * `static`: bash passes exactly `text`. `glob`: it becomes paths (`src/*.ts`, `~/x`). `variable`: it holds `$name` and may
 * become any number of words. `dynamic`: anything else that is known only when it runs. Of what is not static, `text`
 * holds the source.
 */
export interface Word {
  readonly kind: 'static' | 'glob' | 'variable' | 'dynamic'
  readonly text: string
}

export interface Redirection {
  readonly operator: string
  readonly target: Word
}

/** One program, builtin or bare redirection, wherever in the line it stands. */
export interface SimpleCommand {
  /** Assignments before the program, as written. */
  readonly assignments: readonly string[]
  readonly words: readonly Word[]
  readonly redirections: readonly Redirection[]
}

/** What makes a line more than commands joined by `;`, `&&`, `||`, `|`, newlines and `( )`. */
export type Construct = 'background' | 'compound' | 'substitution' | 'process-substitution' | 'here-document'

export type ParsedLine =
  | {
      readonly kind: 'parsed'
      /** Every simple command of the line, those of groups and substitutions included, inner ones first. */
      readonly commands: readonly SimpleCommand[]
      readonly constructs: readonly Construct[]
    }
  | {readonly kind: 'unparsed'; readonly because: string}

/** Where the parser is, and what it has found so far. */
export interface Cursor {
  readonly text: string
  at: number
  depth: number
  /** Set once, by `fail`. */
  because: string | undefined
  readonly commands: SimpleCommand[]
  readonly constructs: Set<Construct>
  hereDocuments: {readonly delimiter: string; readonly quoted: boolean; readonly stripTabs: boolean}[]
  /** Reads up to and including the `)` that ends a substitution. Here because words and scripts contain each other. */
  readonly readScript: (cursor: Cursor, closer: ')' | undefined) => void
}

/** Gives up. The cursor moves to the end, so that every loop of the parser stops. */
export function fail(cursor: Cursor, because: string): void {
  cursor.because ??= because
  cursor.at = cursor.text.length
}

/** Parses text that is code inside the line, such as what stands between backticks, and keeps what it finds. */
export function parseInside(cursor: Cursor, text: string, read: (inner: Cursor) => void): void {
  const inner: Cursor = {...cursor, text, at: 0, depth: cursor.depth + 1, hereDocuments: []}
  read(inner)
  if (inner.because !== undefined) fail(cursor, inner.because)
}
