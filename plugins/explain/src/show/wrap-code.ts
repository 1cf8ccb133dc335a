import type {Piece, PieceKind} from '../language/read-code.ts'
import {charactersOf, expandTabs, widthOf} from './measure-text.ts'

/** Pieces that stand on one row of the screen. */
export interface CodeRow {
  readonly pieces: readonly Piece[]
  readonly columns: number
}

/** One character as a person sees it. */
interface Cell {
  readonly text: string
  readonly kind: PieceKind
  readonly width: number
}

/**
 * A line of code as rows of at most `columns`: cut behind a blank or a bracket where one is near, with what follows
 * indented a little more than the line. Its text must be escaped already.
 */
export function wrapCode(pieces: readonly Piece[], columns: number): readonly CodeRow[] {
  let rest = cellsOf(pieces)
  if (widthOfCells(rest) <= columns) return [rowOf(rest, 0)]

  const indent = rest.findIndex(({text}) => text !== ' ')
  const hang = Math.min(Math.max(indent, 0) + 2, Math.floor(columns / 2))
  const rows: CodeRow[] = []
  for (let before = 0; rest.length > 0; before = hang) {
    const count = widthOfCells(rest) <= columns - before ? rest.length : cutAt(rest, columns - before)
    rows.push(rowOf(rest.slice(0, count), before))
    rest = withoutBlanks(rest.slice(count))
  }
  return rows
}

function cellsOf(pieces: readonly Piece[]): readonly Cell[] {
  let column = 0
  return pieces.flatMap(({text, kind}) => {
    const expanded = expandTabs(text, column)
    column += widthOf(expanded)
    return charactersOf(expanded).map((character) => ({text: character, kind, width: widthOf(character)}))
  })
}

function widthOfCells(cells: readonly Cell[]): number {
  return cells.reduce((sum, {width}) => sum + width, 0)
}

/** A cut is moved back by this share of the row at most. */
const movedShare = 0.5

/** How many cells stand on a row: at least one, whatever its width. */
function cutAt(cells: readonly Cell[], columns: number): number {
  let used = 0
  const tooFar = cells.findIndex(({width}) => {
    used += width
    return used > columns
  })
  const count = tooFar === -1 ? cells.length : tooFar
  const least = Math.ceil(count * movedShare)
  for (const ends of [/^ $/, /^[([{,;]$/]) {
    for (let end = count; end > least; end--) if (ends.test(cells[end - 1]?.text ?? '')) return end
  }
  return Math.max(1, count)
}

function withoutBlanks(cells: readonly Cell[]): readonly Cell[] {
  const first = cells.findIndex(({text}) => text !== ' ')
  return first === -1 ? [] : cells.slice(first)
}

/** Neighbours of one kind are one piece again. */
function rowOf(cells: readonly Cell[], indent: number): CodeRow {
  const pieces: {text: string; kind: PieceKind}[] = indent === 0 ? [] : [{text: ' '.repeat(indent), kind: 'plain'}]
  for (const {text, kind} of cells) {
    const last = pieces.at(-1)
    if (last?.kind === kind) last.text += text
    else pieces.push({text, kind})
  }
  return {pieces, columns: indent + widthOfCells(cells)}
}
