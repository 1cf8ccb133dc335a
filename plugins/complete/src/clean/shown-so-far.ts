import {withLineFeeds} from '../fill-gap.ts'
import type {AnswerContext} from './answer-context.ts'
import {endsOf, withoutMarkers} from './clean-answer.ts'
import {cutAtFirst} from './cut-at-first.ts'
import {overlap} from './overlap.ts'
import {mayRepeatPrefix, withoutRepeatedPrefix} from './repeated-prefix.ts'
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
  // What will become of a line that is not whole is open: it may be a fence or the cursor, and go.
  const lines = before.slice(0, before.lastIndexOf('\n') + 1)
  if (beginsOpenly(lines, context)) return ''
  const held = Math.max(0, ...ends.map((end) => overlap(lines, end)))
  const code = withoutMarkers(unwrap(lines.slice(0, lines.length - held), context), context)
  if (mayRepeatPrefix(code, context.prefix)) return ''

  const clean = withoutRepeatedPrefix(code, context)
  return clean.slice(0, clean.length - suspectedLength(clean, context.suffix)).trimEnd()
}
