import {displayWidth, graphemes, graphemeWidth} from './display-width.ts'

/** Lines of at most `columns`, broken at spaces; a word that is too long is broken where the line ends. */
export function wrapText(text: string, columns: number, indent = ''): string {
  return text
    .split('\n')
    .flatMap((line) => wrapLine(line, columns, indent))
    .join('\n')
}

/** Cuts one line into rows of at most `columns`. Joined, they are the line again: nothing is lost. */
export function breakLine(line: string, columns: number): readonly string[] {
  if (displayWidth(line) <= columns) return [line]

  const rows: string[] = []
  let row = ''
  let used = 0
  for (const grapheme of graphemes(line)) {
    const width = graphemeWidth(grapheme)
    if (used + width > columns && row !== '') {
      rows.push(row)
      row = ''
      used = 0
    }
    row += grapheme
    used += width
  }
  return [...rows, row]
}

/** `indent` stands before every row but the first. */
function wrapLine(line: string, columns: number, indent: string): readonly string[] {
  if (displayWidth(line) <= columns) return [line]

  const rows: string[] = []
  let row = ''
  // Each word but the first has its spaces before it; they go where the line is broken.
  for (const spacedWord of line.split(/(?<=\S)(?= +\S)/)) {
    const longer = row + spacedWord
    if (displayWidth(longer) <= columns) {
      row = longer
      continue
    }
    if (row !== '') rows.push(row)
    const word = row === '' ? spacedWord : spacedWord.trimStart()
    const pieces = breakLine(rows.length === 0 ? word : indent + word, columns)
    rows.push(...pieces.slice(0, -1))
    row = pieces.at(-1) ?? ''
  }
  return [...rows, row]
}
