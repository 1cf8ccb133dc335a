import type {LineRange} from '../source/line-ranges.ts'
import type {Failure, Source} from '../source/source.ts'
import type {Annotation} from './anchor-notes.ts'

export type ExplainMode = 'summary' | 'lines'

export interface Explanation {
  readonly source: Source
  readonly mode: ExplainMode
  /** Plain text with paragraphs, lists and names in backticks, from the model: untrusted. */
  readonly summary: string
  /** In the order of their lines; none in the mode `summary`. */
  readonly annotations: readonly Annotation[]
  /** How many notes fitted no line. */
  readonly droppedNotes: number
  /** Lines that are not explained. */
  readonly failedParts: readonly FailedPart[]
  /** Why the summary is that of the parts, one after the other. */
  readonly joinFailure?: Failure
}

export interface FailedPart extends Failure {
  readonly range: LineRange
}

export type ExplainResult =
  | {readonly kind: 'explained'; readonly explanation: Explanation}
  | ({readonly kind: 'failed'; readonly name: string} & Failure)
