/** Offsets into a text: from `start` up to, and without, `end`. */
export interface Span {
  readonly start: number
  readonly end: number
}

export interface Comment extends Span {
  /** Between what opens and what closes it; all of it where nothing closes it. */
  readonly text: string
}

/** In the order of the text. */
export interface Scan {
  readonly comments: readonly Comment[]
  readonly literals: readonly Span[]
}

/** One way to write a comment. Without `close` it goes to the end of the line. */
export interface CommentForm {
  readonly open: string
  readonly close?: string
  readonly nests?: true
  /** Where it may begin; anywhere when left out. */
  readonly where?: 'line-start' | 'word-start'
  /** It is no comment where the text behind `open` looks like this. */
  readonly unless?: RegExp
  /** Ends a line comment before the line does. */
  readonly stopsAt?: string
}

/** Reads the literal that begins at an offset, and says where it ends; undefined where none begins there. */
export type LiteralRule = (walk: Walk, at: number) => number | undefined

export interface Syntax {
  /** Of forms with the same beginning the longer one stands first. */
  readonly comments: readonly CommentForm[]
  readonly literals: readonly LiteralRule[]
  /** Languages that stand within this one. */
  readonly embeds?: readonly Syntax[]
}

/** What ends code within a literal. `open` counts against it. */
export interface CodeEnd {
  readonly open?: string
  readonly close: string
}

/** One reading of a text, which the rules add to. */
export interface Walk {
  readonly text: string
  readonly comments: Comment[]
  readonly literals: Span[]
  /** The last character of code that was no blank and no comment; -1 at the beginning. */
  last: number
  /** Words at which heredocs end, announced on the line that is being read. */
  readonly heredocs: string[]
  /** How far a rule looked in vain for the end of its literal. It keeps hostile lines from costing their square. */
  readonly loneUntil: Map<LiteralRule, number>
  /** Words that end no heredoc, wherever one is announced. */
  readonly missingWords: Set<string>
  depth: number
  /** Reads code within a literal, and says where it ends. */
  readCode(syntax: Syntax, from: number, end?: CodeEnd): number
}
