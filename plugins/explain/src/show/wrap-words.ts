import {charactersOf, widthOf} from './measure-text.ts'

/** The rows of a text, none wider than `columns`. Lines stay lines; what hangs of a list item is indented with it. */
export function wrapWords(text: string, columns: number): readonly string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, Math.max(2, columns)))
}

function wrapLine(line: string, columns: number): readonly string[] {
  const [lead = '', blanks = '', mark = ''] = /^(\s*)(?:([-*]|\d{1,3}[.)])\s+)?/.exec(line) ?? []
  const widest = Math.floor(columns / 3)
  const indent = ' '.repeat(Math.min(lead.length, widest))
  const start = ' '.repeat(Math.min(blanks.length, widest)) + (mark === '' ? '' : `${mark} `)
  const room = Math.max(2, columns - Math.max(start.length, indent.length))
  const rows: string[] = []
  let row = start
  let isEmpty = true

  const words = line
    .slice(lead.length)
    .split(/ +/)
    .filter((word) => word !== '')
  for (const word of words.flatMap((item) => cutWord(item, room))) {
    const longer = isEmpty ? row + word : `${row} ${word}`
    if (!isEmpty && widthOf(longer) > columns) {
      rows.push(row)
      row = indent + word
    } else row = longer
    isEmpty = false
  }
  return [...rows, isEmpty ? row.trimEnd() : row]
}

/** A word that is wider than a row is cut between characters. */
function cutWord(word: string, columns: number): readonly string[] {
  if (widthOf(word) <= columns) return [word]
  const pieces: string[] = []
  let piece = ''
  let used = 0
  for (const character of charactersOf(word)) {
    const width = widthOf(character)
    if (used + width > columns && piece !== '') {
      pieces.push(piece)
      piece = ''
      used = 0
    }
    piece += character
    used += width
  }
  return piece === '' ? pieces : [...pieces, piece]
}
