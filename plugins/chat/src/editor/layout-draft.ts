import {cellWidth, graphemes} from '../text/cells.ts'
import type {Draft} from './draft.ts'

/** One row of the draft on the screen. The cursor of the next row begins at its own `start`. */
export interface DraftRow {
  /** Index of its first character in the draft. */
  readonly start: number
  /** Index behind its last character. */
  readonly end: number
  /** What is shown. */
  readonly text: string
  readonly endsLine: boolean
}

export interface DraftLook {
  /** Room of a row. */
  readonly columns: number
  /** How a character is shown: a fold as its label, a control character as an escape. */
  readonly show: (grapheme: string) => string
}

const printableAscii = /^[\x20-\x7e]*$/

/** The rows of a draft, broken where the room ends. There is at least one. */
export function layoutDraft(text: string, look: DraftLook): readonly DraftRow[] {
  const rows: DraftRow[] = []
  let start = 0
  for (const line of text.split('\n')) {
    rows.push(...(printableAscii.test(line) ? asciiRows(line, start, look) : letterRows(line, start, look)))
    start += line.length + 1
  }
  return rows
}

function asciiRows(line: string, start: number, {columns}: DraftLook): readonly DraftRow[] {
  const count = Math.max(Math.ceil(line.length / columns), 1)
  return Array.from({length: count}, (_, index) => {
    const text = line.slice(index * columns, (index + 1) * columns)
    const from = start + index * columns
    return {start: from, end: from + text.length, text, endsLine: index === count - 1}
  })
}

function letterRows(line: string, start: number, {columns, show}: DraftLook): readonly DraftRow[] {
  const rows: DraftRow[] = []
  let row = {start, text: '', used: 0}
  let index = start
  for (const grapheme of graphemes(line)) {
    const shown = show(grapheme)
    const cells = cellWidth(shown)
    if (row.used > 0 && row.used + cells > columns) {
      rows.push({start: row.start, end: index, text: row.text, endsLine: false})
      row = {start: index, text: '', used: 0}
    }
    row.text += shown
    row.used += cells
    index += grapheme.length
  }
  return [...rows, {start: row.start, end: index, text: row.text, endsLine: true}]
}

/** Which row the cursor stands in, and how far to the right. */
export function cursorPlace(
  {text, cursor}: Draft,
  rows: readonly DraftRow[],
  {show}: Pick<DraftLook, 'show'>,
): {readonly row: number; readonly column: number} {
  const row = rows.findIndex(({end, endsLine}) => cursor < end || (endsLine && cursor === end))
  const start = rows[row]?.start ?? 0
  return {row: Math.max(row, 0), column: cellWidth(shownText(text.slice(start, cursor), show))}
}

/** The index at a column of a row, or the last one before it. */
export function indexAt(
  text: string,
  row: DraftRow,
  target: {readonly column: number; readonly look: DraftLook},
): number {
  let index = row.start
  let column = 0
  const letters = graphemes(text.slice(row.start, row.end))
  for (const [position, grapheme] of letters.entries()) {
    column += cellWidth(target.look.show(grapheme))
    const isLastOfOpenRow = !row.endsLine && position === letters.length - 1
    if (column > target.column || isLastOfOpenRow) return index
    index += grapheme.length
  }
  return index
}

function shownText(text: string, show: DraftLook['show']): string {
  return printableAscii.test(text) ? text : graphemes(text).map(show).join('')
}
