import {foldLine} from './fold-line.ts'
import type {SearchBudget} from './search-budget.ts'

/** The lines of one file, to be searched for many hunks. */
export interface LineSearch {
  readonly lines: readonly string[]
  /** The lines as the loosest comparison sees them. */
  readonly foldedLines: () => readonly string[]
  /** All places in `[start, end)` of the first pass that finds one. None once the budget is spent. */
  readonly hitsOf: (wanted: readonly string[], start: number, end?: number) => readonly number[]
  readonly mayCompare: SearchBudget
}

const passes: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => line.trimEnd(),
  (line) => line.trim(),
  foldLine,
]

export function createLineSearch(lines: readonly string[], mayCompare: SearchBudget): LineSearch {
  const folded = new Map<(line: string) => string, readonly string[]>()

  const foldedBy = (pass: (line: string) => string): readonly string[] => {
    const known = folded.get(pass) ?? lines.map(pass)
    folded.set(pass, known)
    return known
  }

  return {
    lines,
    foldedLines: () => foldedBy(foldLine),
    mayCompare,
    hitsOf(wanted, start, end = lines.length) {
      for (const pass of passes) {
        if (!mayCompare(Math.max(end - start, 0) + wanted.length)) return []
        const hits = placesOf(wanted.map(pass), foldedBy(pass), {start, end})
        if (hits.length > 0) return hits
      }
      return []
    },
  }
}

/** Knuth, Morris and Pratt: no line of the file is read again, however much the pattern repeats itself. */
function placesOf(
  pattern: readonly string[],
  lines: readonly string[],
  {start, end}: {readonly start: number; readonly end: number},
): readonly number[] {
  const fallbacks = fallbacksOf(pattern)
  const places: number[] = []
  let matched = 0
  for (let line = Math.max(start, 0); line < Math.min(end, lines.length); line++) {
    matched = extend(matched, {pattern, fallbacks, text: lines[line]})
    if (matched < pattern.length) continue
    places.push(line - pattern.length + 1)
    matched = fallbacks[matched - 1] ?? 0
  }
  return places
}

/** For each length of a match, less one, the longest shorter match that it ends with. */
function fallbacksOf(pattern: readonly string[]): readonly number[] {
  const fallbacks: number[] = [0]
  for (let at = 1; at < pattern.length; at++) {
    fallbacks.push(extend(fallbacks[at - 1] ?? 0, {pattern, fallbacks, text: pattern[at]}))
  }
  return fallbacks
}

interface Extension {
  readonly pattern: readonly string[]
  readonly fallbacks: readonly number[]
  readonly text: string | undefined
}

function extend(matched: number, {pattern, fallbacks, text}: Extension): number {
  let length = matched
  while (length > 0 && pattern[length] !== text) length = fallbacks[length - 1] ?? 0
  return pattern[length] === text ? length + 1 : 0
}
