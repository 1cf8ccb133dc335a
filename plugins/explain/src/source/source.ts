import type {ErrorSummary, Outcome} from '@codex-host/plugin-api'
import type {Language} from '../language/languages.ts'
import type {Definition} from '../language/outline-code.ts'
import type {CodeLines} from '../language/read-code.ts'
import type {LineRange} from './line-ranges.ts'

/** A text to explain. */
export interface Source {
  /** As the user knows it. */
  readonly name: string
  readonly kind: 'code' | 'diff'
  readonly language?: Language
  readonly lines: readonly string[]
  readonly code: CodeLines
  /** The definitions of a file, or the hunks of a diff; absent where they are not known. */
  readonly outline?: readonly Definition[]
  /** What is to be explained of it, in order and without overlap. */
  readonly ranges: readonly LineRange[]
  /** The definition that was asked for. */
  readonly symbol?: string
}

/** What keeps something from being explained. */
export interface Failure {
  readonly outcome: Outcome
  readonly error: ErrorSummary
}

export type Input =
  | {readonly kind: 'source'; readonly source: Source}
  | ({readonly kind: 'failed'; readonly name: string} & Failure)

/** Whether all of it is to be explained. */
export function isWhole({lines, ranges: [first]}: Source): boolean {
  return first?.first === 1 && first.last === lines.length
}
