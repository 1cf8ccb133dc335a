import type {Row} from './benchmark.ts'

/** Rows below their columns' names; numbers to the right. The last column is as wide as it is. */
export function formatTable(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {})
  const widths = columns.map((column) => Math.max(column.length, ...rows.map((row) => cell(row, column).length)))
  const line = (texts: readonly string[], isNumber: (column: string) => boolean) =>
    texts
      .map((text, place) => {
        const width = widths[place] ?? 0
        return isNumber(columns[place] ?? '') ? text.padStart(width) : text.padEnd(width)
      })
      .join('  ')
      .trimEnd()

  const isNumber = (column: string) => typeof rows[0]?.[column] === 'number'
  return [
    line(columns, isNumber),
    line(
      widths.map((width) => '─'.repeat(width)),
      () => false,
    ),
    ...rows.map((row) =>
      line(
        columns.map((column) => cell(row, column)),
        isNumber,
      ),
    ),
  ].join('\n')
}

function cell(row: Row, column: string): string {
  return String(row[column] ?? '')
}
