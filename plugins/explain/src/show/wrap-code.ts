import type {Piece} from '../language/read-code.ts'
import {charactersOf, expandTabs, widthOf} from './measure-text.ts'

/** Pieces that stand on one row of the screen. */
export interface CodeRow {
  readonly pieces: readonly Piece[]
  readonly columns: number
}

/** A line of code as rows of at most `columns`, cut between characters. Its text must be escaped already. */
export function wrapCode(pieces: readonly Piece[], columns: number): readonly CodeRow[] {
  const rows = [emptyRow()]
  let row = rows[0] ?? emptyRow()
  let column = 0

  for (const {text, kind} of pieces) {
    const expanded = expandTabs(text, column)
    column += widthOf(expanded)
    let taken = ''
    for (const character of charactersOf(expanded)) {
      const width = widthOf(character)
      if (row.columns + width > columns && row.columns > 0) {
        row.pieces.push({text: taken, kind})
        taken = ''
        row = emptyRow()
        rows.push(row)
      }
      taken += character
      row.columns += width
    }
    row.pieces.push({text: taken, kind})
  }
  return rows.map((one) => ({...one, pieces: one.pieces.filter((piece) => piece.text !== '')}))
}

function emptyRow(): {pieces: Piece[]; columns: number} {
  return {pieces: [], columns: 0}
}
