import {withLineFeeds} from '../fill-gap.ts'
import type {AnswerContext} from './answer-context.ts'
import {cleanStart, endsOf} from './clean-answer.ts'
import {cutAtFirst} from './cut-at-first.ts'
import {overlap} from './overlap.ts'
import {mayRepeatPrefix} from './repeated-prefix.ts'
import {suspectedLength} from './repeated-suffix.ts'
import {beginsOpenly, unwrap} from './unwrap.ts'

/**
 * As much of an answer that still grows as cleaning will leave as it is, whatever comes: whole lines, without those that
 * may turn out to stand in the file already.
 */
export function shownSoFar(partial: string, context: AnswerContext): string {
  const ends = endsOf(context)
  const text = withLineFeeds(partial.replace(/\r$/, ''))
  const before = cutAtFirst(text, ends)
  if (beginsOpenly(before, context)) return ''
  const held = Math.max(0, ...ends.map((end) => overlap(before, end)))
  const code = unwrap(before.slice(0, before.length - held), context)
  if (mayRepeatPrefix(code, context.prefix)) return ''

  const clean = cleanStart(code, context)
  const sure = clean.slice(0, clean.length - suspectedLength(clean, context.suffix))
  return sure.slice(0, sure.lastIndexOf('\n') + 1).trimEnd()
}
