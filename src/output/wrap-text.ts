import {displayWidth, graphemes, graphemeWidth} from './display-width.ts'
import {splitWords} from './split-words.ts'
import {createWordRows} from './word-rows.ts'

/**
 * Lines of at most `columns`, broken at blanks, but not between backticks; a word that is too long is broken where
 * the row ends. `indent` stands before every row of a line but the first.
 */
export function wrapText(text: string, columns: number, indent = ''): string {
  return text
    .split('\n')
    .map((line) => (displayWidth(line) <= columns ? line : wrapLine(line, columns, indent)))
    .join('\n')
}

/** Cuts one line into rows of at most `columns`. Joined, they are the line again: nothing is lost. */
export function breakLine(line: string, columns: number): readonly string[] {
  if (displayWidth(line) <= columns) return [line]

  const rows: string[] = []
  let row = ''
  let used = 0
  for (const grapheme of graphemes(line)) {
    const width = graphemeWidth(grapheme)
    if (used + width > columns && row !== '') {
      rows.push(row)
      row = ''
      used = 0
    }
    row += grapheme
    used += width
  }
  return [...rows, row]
}

function wrapLine(line: string, columns: number, indent: string): string {
  const rows = createWordRows(() => columns, indent)
  for (const word of splitWords(line)) rows.add(word)
  return rows.take()
}
