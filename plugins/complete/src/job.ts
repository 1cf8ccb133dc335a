import type {ErrorSummary, Outcome, Usage} from '@codex-host/plugin-api'
import type {Window} from './cut-window.ts'
import type {Gap} from './fill-gap.ts'
import type {Language} from './languages/language.ts'
import type {Position} from './position.ts'

/** A text with a cursor. */
export interface CursorText {
  /** As the user reads it; `-` is stdin. */
  readonly path: string
  /** Absent for stdin. */
  readonly file?: {readonly path: string; readonly bytes: Uint8Array}
  readonly gap: Gap
  readonly language: Language | undefined
  readonly position: Position
}

/** Why something of the input gets no completion. */
export interface Problem {
  readonly path: string
  readonly outcome: Outcome
  readonly error: ErrorSummary
}

export type Input = ({readonly kind: 'ready'} & CursorText) | ({readonly kind: 'refused'} & Problem)

/** A text with what the model is shown of it. */
export interface Job extends CursorText {
  readonly window: Window
}

export interface Candidate {
  /** As it goes into the file: cleaned, with the line ends of the file. */
  readonly text: string
  readonly endedBy: 'stop' | 'limit'
}

/** What one file has used: of a request for many, its share. */
export interface Share {
  readonly usage: Usage
  /** USD; absent where the price is not known. */
  readonly costUsd?: number
  /** The answer came from the local cache. */
  readonly isCached: boolean
}

export type JobEnd =
  | {readonly kind: 'completed'; readonly job: Job; readonly candidates: readonly Candidate[]; readonly share: Share}
  | {readonly kind: 'failed'; readonly job: Job; readonly outcome: Outcome; readonly error: ErrorSummary}
  /** Something else ended the run first. */
  | {readonly kind: 'not-asked'; readonly job: Job}
