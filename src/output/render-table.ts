import {displayWidth} from './display-width.ts'

export interface Column<Row> {
  readonly title: string
  readonly align?: 'right'
  /** The smaller, the longer it stays where not all columns fit. */
  readonly rank: number
  /** Escaped already. */
  readonly cell: (row: Row) => string
}

const gap = 2

/** Rows below their titles. Of columns that do not fit side by side, those with the highest rank are left out. */
export function renderTable<Row>(
  rows: readonly Row[],
  {columns, width}: {readonly columns: readonly Column<Row>[]; readonly width: number},
): string {
  const measured = columns.map((column) => {
    const cells = rows.map((row) => column.cell(row))
    return {column, cells, width: Math.max(...[column.title, ...cells].map(displayWidth))}
  })
  const shown = fitting(measured, width)

  const lines = [-1, ...rows.keys()].map((index) =>
    shown
      .map(({column, cells, width: size}) => {
        const text = cells[index] ?? column.title
        const fill = ' '.repeat(size - displayWidth(text))
        return column.align === 'right' ? fill + text : text + fill
      })
      .join(' '.repeat(gap))
      .trimEnd(),
  )
  return lines.join('\n')
}

/** The first one always stays. */
function fitting<Measured extends {readonly column: {readonly rank: number}; readonly width: number}>(
  measured: readonly Measured[],
  width: number,
): readonly Measured[] {
  const ranked = measured.toSorted((left, right) => left.column.rank - right.column.rank)
  const kept = new Set<Measured>()
  let used = -gap
  for (const column of ranked) {
    used += gap + column.width
    if (kept.size > 0 && used > width) break
    kept.add(column)
  }
  return measured.filter((column) => kept.has(column))
}
