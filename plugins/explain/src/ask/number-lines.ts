import type {LineRange} from '../source/line-ranges.ts'

/** Longer lines are generated; their end says nothing. */
export const longestLine = 2000

// What some reader takes for the end of a line: behind it text would stand without a number.
const lineEnds = /[\r\v\f\u0085\u2028\u2029]/g

/** The lines as the model reads them: the number, a bar, the text. No text of a file can begin a line of its own. */
export function numberLines(lines: readonly string[], {first, last}: LineRange): string {
  const width = String(last).length
  return lines
    .slice(first - 1, last)
    .map((line, index) => `${String(first + index).padStart(width)}| ${shownLine(line)}`)
    .join('\n')
}

function shownLine(line: string): string {
  const whole = escapeLineEnds(line)
  if (whole.length <= longestLine) return whole
  return `${whole.slice(0, longestLine)} … [${whole.length - longestLine} more characters]`
}

export function escapeLineEnds(line: string): string {
  return line.replace(lineEnds, (end) => `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
