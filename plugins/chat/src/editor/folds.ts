import {cellWidth} from '../text/cells.ts'

/** A text of many lines that is one character of the draft. */
export interface Folds {
  /** Text as it is put into the draft: folded where it is long. */
  fold(text: string): string
  /** Puts any text into the draft as one character, shown as `label`. */
  attach(label: string, text: string): string
  /** What a character of the draft stands for. */
  labelOf(character: string): string | undefined
  /** The draft with everything that was folded. */
  expand(text: string): string
  /** The draft as a person reads it. */
  describe(text: string): string
}

// The end of the last private area: no font and no program that we know of uses it.
const first = 0x10f000
const most = 0xff0
const any = /[\u{10F000}-\u{10FFEF}]/gu

const longestLines = 8
const longestCharacters = 1500

export function createFolds(): Folds {
  const folded: {readonly label: string; readonly text: string}[] = []
  const entryOf = (character: string) => folded[(character.codePointAt(0) ?? 0) - first]

  const attach = (label: string, text: string) => {
    if (folded.length >= most) return text
    folded.push({label, text: text.replaceAll(any, '\uFFFD')})
    return String.fromCodePoint(first + folded.length - 1)
  }
  return {
    attach,
    fold(given) {
      // Nobody may type what stands for something else.
      const text = given.replaceAll(any, '\uFFFD')
      const lines = text.split('\n').length
      if (lines > longestLines) return attach(`[paste ${lines.toLocaleString('en')} lines]`, text)
      if (text.length > longestCharacters) {
        return attach(`[paste ${cellWidth(text).toLocaleString('en')} columns]`, text)
      }
      return text
    },
    labelOf: (character) => entryOf(character)?.label,
    expand: (text) => text.replaceAll(any, (character) => entryOf(character)?.text ?? character),
    describe: (text) => text.replaceAll(any, (character) => entryOf(character)?.label ?? character),
  }
}
