import type {AnswerPlace} from './answer-writer.ts'
import type {KeptTexts} from './kept-texts.ts'

/** Where a turn is shown. */
export interface TurnPlace extends AnswerPlace {
  readonly kept: KeptTexts
  /** Diffs that a dialog has shown in full. */
  readonly shownDiffs: ReadonlySet<string>
  now(): number
}
