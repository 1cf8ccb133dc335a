import type {Draft} from './draft.ts'

/** What may stand between two places of the draft. */
export interface Completion {
  readonly from: number
  readonly to: number
  readonly candidates: readonly Candidate[]
  /** What to say where there is none (yet). */
  readonly note?: string
}

export interface Candidate {
  readonly text: string
  /** Beside it, such as what a command does. Untrusted. */
  readonly detail?: string
}

/** Undefined where there is nothing to complete. Must be quick: it is asked after each key. */
export type Completer = (draft: Draft) => Completion | undefined

/** The draft with a candidate in its place, and a blank behind it. */
export function acceptCandidate({text}: Draft, {from, to}: Completion, {text: chosen}: Candidate): Draft {
  const before = text.slice(0, from) + chosen
  const after = text.slice(to)
  const blank = after.startsWith(' ') ? '' : ' '
  return {text: before + blank + after, cursor: before.length + 1}
}
