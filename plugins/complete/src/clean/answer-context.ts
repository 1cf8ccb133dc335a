import type {FillTokens} from '@codex-host/plugin-api'
import type {Surroundings} from '../fill-gap.ts'

/** What an answer is cleaned against. Line ends are line feeds. */
export interface AnswerContext extends Surroundings {
  /** `filled`: the model wrote on at the cursor. `asked`: it was told in words, and may have answered in words. */
  readonly origin: 'filled' | 'asked'
  /** In Markdown a fence is text. */
  readonly isMarkdown: boolean
  /** Words for the cursor that have no place in the answer. */
  readonly markers: readonly string[]
  readonly stop: readonly string[]
  readonly fillTokens?: FillTokens
}
