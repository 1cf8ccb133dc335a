import wrapAnsi from 'wrap-ansi'
import {cellWidth, expandTabs, graphemes} from './cells.ts'

/** Rows of at most `columns`, broken at blanks; colours go on in the next row. */
export function wrapWords(text: string, columns: number): readonly string[] {
  const room = Math.max(columns, 1)
  return text
    .split('\n')
    .flatMap((line) => (cellWidth(line) <= room ? [line] : wrapAnsi(line, room, {hard: true}).split('\n')))
}

/** Rows of at most `columns`, broken where the row ends: joined, they are the line again. */
export function breakRows(line: string, columns: number): readonly string[] {
  const room = Math.max(columns, 1)
  const shown = expandTabs(line)
  if (cellWidth(shown) <= room) return [shown]
  return wrapAnsi(shown, room, {hard: true, wordWrap: false, trim: false}).split('\n')
}

/** The rows that a terminal of this width makes of one that was written in a wider one. */
export function rowsAtWidth(row: string, columns: number): number {
  const width = cellWidth(row)
  if (width <= columns) return 1
  let rows = 1
  let used = 0
  for (const grapheme of graphemes(row)) {
    const cells = cellWidth(grapheme)
    if (used + cells > columns) {
      rows += 1
      used = 0
    }
    used += cells
  }
  return rows
}
