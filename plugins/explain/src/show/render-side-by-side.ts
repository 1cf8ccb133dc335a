import type {Piece} from '../language/read-code.ts'
import type {Explanation} from '../ask/explanation.ts'
import {type CodeBlock, codeBlocks} from './code-blocks.ts'
import type {Paint} from './create-paint.ts'
import {type CodeRow, wrapCode} from './wrap-code.ts'
import {wrapWords} from './wrap-words.ts'

export interface Look {
  readonly columns: number
  readonly paint: Paint
  /** Makes text of others safe to show. */
  readonly escape: (text: string) => string
}

/** With fewer columns notes stand below their lines: beside them both would be too narrow to read. */
const leastColumns = 60
const mostColumns = 140
const noteShare = 0.44

/** The code with its line numbers on the left, the notes on the right. */
export function renderSideBySide(explanation: Explanation, look: Look): string {
  const blocks = codeBlocks(explanation)
  const lines = new Map(explanation.source.lines.map((_, index) => [index + 1, shownPieces(explanation, index, look)]))
  const numberWidth = String(explanation.source.ranges.at(-1)?.last ?? 1).length
  const parts = {...look, lines, numberWidth}
  const rows = blocks.flatMap((block) => [
    ...(block.isAfterGap && block !== blocks[0] ? [look.paint.faint('…'.padStart(numberWidth))] : []),
    ...(look.columns < leastColumns ? rowsBelow(block, parts) : rowsBeside(block, parts)),
  ])
  return rows.map((row) => `${row.trimEnd()}\n`).join('')
}

interface Parts extends Look {
  readonly lines: ReadonlyMap<number, readonly Piece[]>
  readonly numberWidth: number
}

function shownPieces({source}: Explanation, index: number, {escape}: Look): readonly Piece[] {
  return (source.code[index] ?? []).map(({text, kind}) => ({text: escape(text), kind}))
}

function rowsBeside(block: CodeBlock, parts: Parts): readonly string[] {
  const {paint, numberWidth} = parts
  const columns = Math.min(parts.columns, mostColumns)
  const noteColumns = Math.floor(columns * noteShare)
  const codeColumns = columns - noteColumns - numberWidth - 1 - 3
  const code = codeRows(block, parts, codeColumns)
  const notes = block.notes.flatMap((note) => wrapWords(noteText(note, parts), noteColumns))
  const bar = block.notes.length > 0 ? paint.mark(' ┃') : paint.faint(' │')

  return Array.from({length: Math.max(code.length, notes.length)}, (_, index) => {
    const {number, row} = code[index] ?? {number: '', row: {pieces: [], columns: 0}}
    const note = notes[index]
    const blanks = ' '.repeat(Math.max(0, codeColumns - row.columns))
    return `${paint.faint(number.padStart(numberWidth))} ${paintRow(row, paint)}${blanks}${bar}${note === undefined ? '' : ` ${note}`}`
  })
}

function rowsBelow(block: CodeBlock, parts: Parts): readonly string[] {
  const {columns, paint, numberWidth} = parts
  const code = codeRows(block, parts, Math.max(8, columns - numberWidth - 1))
  const indent = ' '.repeat(Math.min(numberWidth, 4) + 1)
  const notes = block.notes.flatMap((note) =>
    wrapWords(noteText(note, parts), Math.max(8, columns - indent.length - 2)),
  )
  return [
    ...code.map(({number, row}) => `${paint.faint(number.padStart(numberWidth))} ${paintRow(row, paint)}`),
    ...notes.map((note) => `${indent}${paint.mark('┃')} ${note}`),
  ]
}

/** Where a note reaches further than its line, it says so: a bar alone would not be seen by everybody. */
function noteText({first, last, note}: CodeBlock['notes'][number], {escape}: Look): string {
  const text = escape(note).replaceAll(/\s+/g, ' ').trim()
  return last > first ? `${first}-${last}: ${text}` : text
}

function codeRows(
  {first, last}: CodeBlock,
  {lines}: Parts,
  columns: number,
): readonly {readonly number: string; readonly row: CodeRow}[] {
  const numbers = Array.from({length: last - first + 1}, (_, index) => first + index)
  return numbers.flatMap((number) =>
    wrapCode(lines.get(number) ?? [], columns).map((row, index) => ({number: index === 0 ? `${number}` : '', row})),
  )
}

function paintRow({pieces}: CodeRow, paint: Paint): string {
  return pieces.map(({text, kind}) => paint.code(text, kind)).join('')
}
