import type {LineRange} from '../source/line-ranges.ts'
import type {Source} from '../source/source.ts'

export interface PartLimits {
  readonly tokens: number
  readonly lines: number
  readonly countTokens: (text: string) => number
}

/**
 * Cuts what is to be explained into parts that fit: where a definition begins, else behind an empty line, else between
 * any two lines. A line that is too long by itself is a part of its own.
 */
export function cutParts({lines, ranges, outline = []}: CuttableSource, limits: PartLimits): readonly LineRange[] {
  const tokens = lines.map((line) => limits.countTokens(`${line}\n`) + tokensPerNumber)
  const borders = new Map(
    outline.map(({firstLine, path}): readonly [number, number] => [firstLine, 1 / path.split('.').length]),
  )
  const rank = (line: number) => borders.get(line) ?? (lines[line - 2]?.trim() === '' ? rankOfBlank : 0)

  return ranges.flatMap((range) => {
    const parts: LineRange[] = []
    for (let first = range.first; first <= range.last;) {
      const end = fittingEnd({first, last: range.last}, tokens, limits)
      const last = end === range.last ? end : bestBorder(first, end, rank) - 1
      parts.push({first, last})
      first = last + 1
    }
    return parts
  })
}

export type CuttableSource = Pick<Source, 'lines' | 'ranges' | 'outline'>

/** Of the number before each line. */
const tokensPerNumber = 3
const rankOfBlank = 0.01
/** A part is not cut shorter than this share of what would fit. */
const leastShare = 1 / 3

function fittingEnd({first, last}: LineRange, tokens: readonly number[], limits: PartLimits): number {
  let sum = tokens[first - 1] ?? 0
  let end = first
  while (end < last && end - first + 1 < limits.lines) {
    sum += tokens[end] ?? 0
    if (sum > limits.tokens) break
    end += 1
  }
  return end
}

/** The line with which the next part begins. */
function bestBorder(first: number, end: number, rank: (line: number) => number): number {
  const least = first + Math.max(1, Math.ceil((end - first + 1) * leastShare))
  let best = end + 1
  for (let line = end; line >= least; line--) if (rank(line) > rank(best)) best = line
  return best
}
