import {styleText} from 'node:util'

export type Paint = (text: string) => string

/** Colour is decoration: every text reads the same without it. */
export interface Style {
  readonly bold: Paint
  readonly dim: Paint
  readonly italic: Paint
  readonly underline: Paint
  readonly strikethrough: Paint
  readonly red: Paint
  readonly green: Paint
  readonly yellow: Paint
  readonly blue: Paint
  readonly magenta: Paint
  readonly cyan: Paint
  readonly inverse: Paint
}

export function createStyle(hasColor: boolean): Style {
  const paint = (format: Parameters<typeof styleText>[0]): Paint =>
    hasColor ? (text) => (text === '' ? '' : styleText(format, text, {validateStream: false})) : (text) => text
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    italic: paint('italic'),
    underline: paint('underline'),
    strikethrough: paint('strikethrough'),
    red: paint('red'),
    green: paint('green'),
    yellow: paint('yellow'),
    blue: paint('blue'),
    magenta: paint('magenta'),
    cyan: paint('cyan'),
    inverse: paint('inverse'),
  }
}

/** What the transcript needs to know to write text: how wide, in which colours, and how untrusted text is made safe. */
export interface Look {
  readonly style: Style
  readonly columns: number
  /** Control, bidi and zero-width characters as escapes; line ends and tabs stay. */
  readonly escape: (text: string) => string
}

/** Untrusted text on one line. */
export function escapeLine(text: string, {escape}: Pick<Look, 'escape'>): string {
  return escape(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t')
}
