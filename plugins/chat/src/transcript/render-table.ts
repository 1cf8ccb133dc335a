import type {Tokens} from 'marked'
import {cellWidth} from '../text/cells.ts'
import type {Look} from '../text/style.ts'
import {wrapWords} from '../text/wrap.ts'
import {renderInline} from './render-inline.ts'

const gap = 2
const narrowest = 8

/** A table whose columns fit, or its rows one below the other where they do not. */
export function renderTable(table: Tokens.Table, look: Look): readonly string[] {
  const header = table.header.map(({tokens}) => renderInline(tokens, look.style))
  const rows = table.rows.map((row) => row.map(({tokens}) => renderInline(tokens, look.style)))
  const widths = fit(naturalWidths([header, ...rows]), look.columns)
  if (widths === undefined) return rows.flatMap((row) => asLines(header, row, look))
  const line = widths.map((width) => '─'.repeat(width)).join(' '.repeat(gap))
  const align = (cells: readonly string[]) => tableRow(cells, widths, table.align)
  return [...align(header.map(look.style.bold)), look.style.dim(line), ...rows.flatMap(align)]
}

function naturalWidths(rows: readonly (readonly string[])[]): readonly number[] {
  const count = Math.max(...rows.map((row) => row.length))
  return Array.from({length: count}, (_, column) => Math.max(1, ...rows.map((row) => cellWidth(row[column] ?? ''))))
}

/** Widths that fit, taken from the widest first; undefined where the columns become too narrow to read. */
function fit(natural: readonly number[], columns: number): readonly number[] | undefined {
  const widths = [...natural]
  const room = columns - gap * (widths.length - 1)
  for (;;) {
    const total = widths.reduce((sum, width) => sum + width, 0)
    if (total <= room) return widths
    const widest = widths.indexOf(Math.max(...widths))
    if ((widths[widest] ?? 0) <= narrowest) return undefined
    widths[widest] = (widths[widest] ?? 0) - 1
  }
}

function tableRow(
  cells: readonly string[],
  widths: readonly number[],
  align: Tokens.Table['align'],
): readonly string[] {
  const wrapped = widths.map((width, column) => wrapWords(cells[column] ?? '', width))
  const height = Math.max(...wrapped.map((rows) => rows.length))
  return Array.from({length: height}, (_, row) =>
    wrapped
      .map((rows, column) => pad(rows[row] ?? '', widths[column] ?? 0, align[column] === 'right'))
      .join(' '.repeat(gap))
      .trimEnd(),
  )
}

function pad(text: string, width: number, isRight: boolean): string {
  const blanks = ' '.repeat(Math.max(width - cellWidth(text), 0))
  return isRight ? blanks + text : text + blanks
}

function asLines(header: readonly string[], row: readonly string[], {style, columns}: Look): readonly string[] {
  const lines = row.flatMap((cell, column) => wrapWords(`${style.bold(header[column] ?? '')}: ${cell}`, columns))
  return [...lines, '']
}
