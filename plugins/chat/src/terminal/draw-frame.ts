import {cellWidth} from '../text/cells.ts'
import {rowsAtWidth} from '../text/wrap.ts'
import {cursor} from './terminal.ts'

/** What stands below the transcript. Rows are narrower than the window, and few enough to fit it. */
export interface Region {
  readonly rows: readonly string[]
  /** Where the person types; absent hides the cursor. */
  readonly cursor?: {readonly row: number; readonly column: number}
}

export interface Frame {
  /** The region that is on the screen, as it was drawn. */
  readonly drawn: Region
  readonly region: Region
  /** Rows to add to the transcript. */
  readonly above: readonly string[]
  /** Of the window now. */
  readonly columns: number
}

// Terminals that know the mode show a frame at once; others ignore it.
const synchronized = {begin: '\u001B[?2026h', end: '\u001B[?2026l'} as const
const eraseBelow = '\u001B[J'
const eraseRest = '\u001B[K'

/** What to write for one frame; nothing where all is as it was. */
export function drawFrame(frame: Frame): string {
  const {drawn, region, above} = frame
  const change = above.length > 0 ? reprint(frame) : redraw(frame)
  if (change === '' && sameCursor(drawn, region)) return ''
  const isHidden = region.cursor === undefined && region.rows.length > 0
  const end = toCursor(region) + (isHidden ? '' : cursor.show)
  return `${synchronized.begin}${cursor.hide}${change}${end}${synchronized.end}`
}

/** Everything from the top of the region on. */
function reprint(frame: Frame): string {
  const lines = frame.above.map((row) => `${row}\r\n`).join('')
  return `${toTop(frame)}${eraseBelow}${lines}${frame.region.rows.join('\r\n')}`
}

/** Only the rows that changed, where as many rows begin at the same place. */
function redraw(frame: Frame): string {
  const {drawn, region} = frame
  if (drawn.rows.length === 0 && region.rows.length === 0) return ''
  if (region.rows.length !== drawn.rows.length || hasWrapped(frame)) {
    return `${toTop(frame)}${eraseBelow}${region.rows.join('\r\n')}`
  }
  const changed = region.rows.map((row, index) => row !== drawn.rows[index])
  if (!changed.includes(true) && sameCursor(drawn, region)) return ''
  return toTop(frame) + region.rows.map((row, index) => (changed[index] ? row + eraseRest : '')).join('\r\n')
}

function hasWrapped({drawn, columns}: Frame): boolean {
  return drawn.rows.some((row) => rowsAtWidth(row, columns) > 1)
}

/** In a window that became narrower, rows that were drawn before take several rows now. */
function toTop({drawn, columns}: Frame): string {
  if (drawn.rows.length === 0) return ''
  const at = drawn.cursor ?? {row: drawn.rows.length - 1, column: cellWidth(drawn.rows.at(-1) ?? '')}
  const rowsAbove = drawn.rows.slice(0, at.row).reduce((sum, row) => sum + rowsAtWidth(row, columns), 0)
  const up = rowsAbove + Math.floor(at.column / columns)
  return `\r${up > 0 ? `\u001B[${up}A` : ''}`
}

/** From the end of the last row. */
function toCursor({rows, cursor: at}: Region): string {
  if (at === undefined) return ''
  const up = rows.length - 1 - at.row
  return `\r${up > 0 ? `\u001B[${up}A` : ''}${at.column > 0 ? `\u001B[${at.column}C` : ''}`
}

function sameCursor(one: Region, other: Region): boolean {
  return one.cursor?.row === other.cursor?.row && one.cursor?.column === other.cursor?.column
}
