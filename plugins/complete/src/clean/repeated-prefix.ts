import type {AnswerContext} from './answer-context.ts'
import {overlap} from './overlap.ts'

/** Three letters or digits that stand twice are no accident. */
const leastLetters = 3

/**
 * The answer without what stands before the cursor already: the line of the cursor from its first character on, or that
 * and lines before it. Indentation is taken only from a model that was asked in words.
 */
export function withoutRepeatedPrefix(
  answer: string,
  {prefix, origin}: Pick<AnswerContext, 'prefix' | 'origin'>,
): string {
  const line = prefix.slice(prefix.lastIndexOf('\n') + 1)
  const repeated = overlap(prefix, answer)
  const isAsked = origin === 'asked'
  if (repeated >= line.trimStart().length && lettersIn(answer.slice(0, repeated)) >= leastLetters) {
    return answer.slice(repeated)
  }
  if (!isAsked || line.trim() !== '') return answer
  const code = answer.replace(/^(?:[ \t]*\n)+(?=[^\n])/, '')
  return code.startsWith(line) ? code.slice(line.length) : code
}

/** Whether more of the answer could still turn out to be a repetition. */
export function mayRepeatPrefix(answer: string, prefix: string): boolean {
  return prefix.includes(answer)
}

function lettersIn(text: string): number {
  return text.match(/[\p{L}\p{N}_]/gu)?.length ?? 0
}
