import {withLineFeeds} from '../fill-gap.ts'
import type {AnswerContext} from './answer-context.ts'
import {withoutRepeatedPrefix} from './repeated-prefix.ts'
import {withoutRepeatedSuffix} from './repeated-suffix.ts'
import {cutAtFirst} from './cut-at-first.ts'
import {unwrap} from './unwrap.ts'

/**
 * The text that belongs between prefix and suffix: without fences, words around the code, the cursor itself, and what
 * the file has before and behind it already. Indentation stays as the model wrote it.
 */
export function cleanAnswer(answer: string, context: AnswerContext): string {
  const code = withoutMarkers(unwrap(cutAtFirst(withLineFeeds(answer), endsOf(context)), context), context)
  return cleanEnd(withoutRepeatedPrefix(code, context), context)
}

/** The cursor itself is no part of the answer. */
export function withoutMarkers(code: string, {markers}: AnswerContext): string {
  return markers.reduce((text, marker) => text.replaceAll(marker, ''), code)
}

function cleanEnd(code: string, context: AnswerContext): string {
  const bare = withoutRepeatedSuffix(code, context.suffix)
  // The line goes on, or ends, as it does in the file.
  return /^[ \t]*(?:\n|$)/.test(context.suffix) ? bare.trimEnd() : bare
}

/** Texts that end the answer. One that the file has itself is ordinary text there. */
export function endsOf({stop, fillTokens, origin, prefix, suffix}: AnswerContext): readonly string[] {
  if (origin === 'asked') return stop
  const frame = fillTokens === undefined ? [] : [fillTokens.prefix, fillTokens.suffix, fillTokens.middle]
  const tokens = [...endTokens, ...frame.map((token) => token.trim())]
  return [...stop, ...tokens.filter((token) => token !== '' && !prefix.includes(token) && !suffix.includes(token))]
}

/** What models write at their end and servers should have kept to themselves. */
const endTokens = [
  '<|endoftext|>',
  '<|end_of_text|>',
  '<|im_end|>',
  '<|file_separator|>',
  '<|file_sep|>',
  '<file_sep>',
  '<|fim_pad|>',
  '<|cursor|>',
  '<｜end▁of▁sentence｜>',
  '<EOT>',
  '</s>',
]
