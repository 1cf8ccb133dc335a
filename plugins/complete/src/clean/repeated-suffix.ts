import {overlap} from './overlap.ts'

/** A word such as `end`, `fi` or `done` may well stand twice. */
const leastLetters = 6

/** The answer without what stands behind the cursor already. */
export function withoutRepeatedSuffix(answer: string, suffix: string): string {
  const written = answer.trimEnd()
  for (const {text, length} of repetitions(written, suffix)) {
    const kept = longestRepetition(written, text.slice(0, length))
    if (kept > 0) return written.slice(0, written.length - kept)
  }
  return answer
}

/** How much of the end of an answer may be taken from it, now or when more of it has come. */
export function suspectedLength(answer: string, suffix: string): number {
  const written = answer.trimEnd()
  const lengths = repetitions(written, suffix).map(({length}) => length)
  return answer.length - written.length + Math.max(0, ...lengths)
}

interface Repetition {
  /** What stands behind the cursor. */
  readonly text: string
  /** How much of it the answer ends with. */
  readonly length: number
}

/** Blank lines behind the cursor are often left out in between; then the repetition begins with a line. */
function repetitions(written: string, suffix: string): readonly Repetition[] {
  const lines = suffix.replace(/^(?:[ \t]*\n)+/, '')
  const inLine = {text: suffix, length: overlap(written, suffix)}
  if (lines === suffix) return [inLine]
  const length = overlap(written, lines)
  const isWholeLine = length === written.length || written.charAt(written.length - length - 1) === '\n'
  return isWholeLine ? [inLine, {text: lines, length}] : [inLine]
}

/** How much of `repeated`, which the answer ends with, is a repetition indeed. */
function longestRepetition(written: string, repeated: string): number {
  for (let length = repeated.length; length > 0; length -= 1) {
    const piece = repeated.slice(0, length)
    if (written.endsWith(piece) && isRepetition(written, piece, repeated)) return length
    // Shorter pieces matter for brackets only.
    if (length > 1 && repeated.length > 200) return 0
  }
  return 0
}

function isRepetition(written: string, piece: string, repeated: string): boolean {
  if (piece.trim() === '') return false
  const letters = piece.match(/[\p{L}\p{N}_]/gu)?.length ?? 0
  if (letters > 0) return letters >= leastLetters && piece === repeated
  const closing = piece.match(/[)\]}]/g)?.length ?? 0
  if (/[([{]/.test(piece)) return false
  if (closing > 0) return closing <= unmatched(written)
  if (/["'`]/.test(piece)) return (written.split(piece.trim()).length - 1) % 2 === 1
  return piece === repeated
}

/** Closing brackets that nothing in the text has opened. */
function unmatched(text: string): number {
  let open = 0
  let lonely = 0
  for (const bracket of text.match(/[()[\]{}]/g) ?? []) {
    if (/[([{]/.test(bracket)) open += 1
    else if (open > 0) open -= 1
    else lonely += 1
  }
  return lonely
}
