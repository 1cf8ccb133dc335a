import {widthOf} from './measure-text.ts'

/** Wraps text at words while it comes. A word is kept back until it is whole. */
export interface WordStream {
  /** What may be written now. */
  take(text: string): string
  /** The rest. */
  end(): string
}

/** The text must be escaped already. */
export function createWordStream(columns: number): WordStream {
  let used = 0
  let blanks = ''
  let word = ''
  let indent = ''

  function endWord(): string {
    if (word === '') return ''
    const isFirst = used === 0 && blanks.length === 0
    if (isFirst && /^[-*•]$/.test(word)) indent = '  '
    const width = widthOf(word)
    const wraps = used > 0 && used + blanks.length + width > columns
    const before = wraps ? `\n${indent}` : blanks
    used = (wraps ? indent.length : used + blanks.length) + width
    const written = before + word
    blanks = ''
    word = ''
    return written
  }

  return {
    take(text) {
      let written = ''
      for (const character of text) {
        if (character === '\n') {
          written += `${endWord()}\n`
          used = 0
          blanks = ''
          indent = ''
        } else if (character === ' ' || character === '\t') {
          written += endWord()
          blanks += ' '
        } else word += character
      }
      return written
    },
    end: endWord,
  }
}
