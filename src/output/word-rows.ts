import {displayWidth, expandTabs, graphemes, graphemeWidth} from './display-width.ts'
import {isBlank, splitAtBlanks} from './split-words.ts'

/** Puts words on rows of at most `columns`. */
export interface WordRows {
  /** A word or the blanks before one. A word right after a word is the rest of it. */
  add(word: string): void
  /** What is not to be wrapped. */
  addAsIs(text: string): void
  endLine(): void
  /** What has come together since the last call. */
  take(): string
}

/** `indent` stands before the rows of a line but the first. Blanks go where a line is broken. */
export function createWordRows(columns: () => number, indent = ''): WordRows {
  const rows = createRows(columns, indent)
  let blanks = ''
  let isInWord = false

  return {
    add(word) {
      if (needsParting(word)) for (const part of splitAtBlanks(word)) addPart(part)
      else addPart(word)
    },
    addAsIs: (code) => rows.add(code, 0),
    endLine() {
      if (rows.fits(displayWidth(blanks))) rows.add(blanks, 0)
      rows.endLine()
      blanks = ''
      isInWord = false
    },
    take: () => rows.take(),
  }

  /** Of what stands between backticks. */
  function needsParting(word: string): boolean {
    return /[ \t]/.test(word) && displayWidth(word) > columns() - displayWidth(indent)
  }

  function addPart(part: string): void {
    if (isBlank(part)) blanks += part
    else if (isInWord) rows.addLetters(part)
    else addWord(part)
    isInWord = !isBlank(part)
  }

  function addWord(word: string): void {
    const spaced = expandTabs(blanks + word, rows.column())
    blanks = ''
    const width = displayWidth(spaced)
    if (rows.fits(width)) return rows.add(spaced, width)
    if (rows.isAtStart()) return rows.addLetters(spaced)
    rows.startRow()
    rows.addLetters(word)
  }
}

function createRows(columns: () => number, indent: string) {
  let text = ''
  let column = 0
  let start = 0

  return {
    column: () => column,
    isAtStart: () => column === start,
    fits,
    add,
    startRow,
    /** Breaks where the row ends. */
    addLetters(word: string): void {
      for (const letter of graphemes(word)) {
        const width = graphemeWidth(letter)
        if (!fits(width) && column > start) startRow()
        add(letter, width)
      }
    },
    endLine(): void {
      text += '\n'
      column = 0
      start = 0
    },
    take(): string {
      const taken = text
      text = ''
      return taken
    },
  }

  function fits(width: number): boolean {
    return column + width <= columns()
  }

  function add(piece: string, width: number): void {
    text += piece
    column += width
  }

  function startRow(): void {
    text += `\n${indent}`
    column = displayWidth(indent)
    start = column
  }
}
