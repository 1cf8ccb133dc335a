import {foldLine} from './fold-line.ts'
import type {LineSearch} from './search-lines.ts'

export interface NearestPlace {
  /** Counted from 0. */
  readonly line: number
  readonly lines: readonly string[]
}

/** How many lines of a hunk are compared with each line of the file. */
export const comparedLines = 40
const comparedCharacters = 1_000

/** The place of the file that is most like `wanted`, to show where a hunk was probably meant. */
export function nearestPlace(file: LineSearch, wanted: readonly string[]): NearestPlace | undefined {
  const folded = file.foldedLines()
  const pattern = wanted.slice(0, comparedLines).map(foldLine)
  const line = mostEqualLines(folded, pattern) ?? mostSimilarLine(folded, pattern)
  return line === undefined ? undefined : {line, lines: file.lines.slice(line, line + wanted.length)}
}

function mostEqualLines(file: readonly string[], pattern: readonly string[]): number | undefined {
  let best: {readonly line: number; readonly score: number} | undefined
  for (let line = 0; line < file.length; line++) {
    const score = pattern.filter((text, offset) => text !== '' && text === file[line + offset]).length
    if (score > (best?.score ?? 0)) best = {line, score}
  }
  return best?.line
}

/** Where no line is equal: the line that shares most words with the first line of words. */
function mostSimilarLine(file: readonly string[], pattern: readonly string[]): number | undefined {
  const offset = pattern.findIndex((text) => wordsOf(text).size > 0)
  const wanted = wordsOf(pattern[offset] ?? '')
  let best: {readonly line: number; readonly share: number} | undefined
  for (const [line, text] of file.entries()) {
    const words = wordsOf(text)
    const common = [...words].filter((word) => wanted.has(word)).length
    const share = common / Math.max(wanted.size, words.size, 1)
    if (share >= 0.5 && share > (best?.share ?? 0)) best = {line, share}
  }
  return best === undefined ? undefined : Math.max(best.line - offset, 0)
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.slice(0, comparedCharacters).match(/[\p{L}\p{N}_]+/gu) ?? [])
}
