import {styleText} from 'node:util'
import type {PieceKind} from '../language/read-code.ts'

export interface Paint {
  readonly heading: (text: string) => string
  readonly faint: (text: string) => string
  readonly mark: (text: string) => string
  readonly code: (text: string, kind: PieceKind) => string
}

type Format = Parameters<typeof styleText>[0]

/** The 16 colours of the terminal's own theme, which can be read on dark and on light. */
const formats: Readonly<Record<PieceKind, Format | undefined>> = {
  plain: undefined,
  comment: 'gray',
  string: 'green',
  keyword: 'magenta',
  name: 'blue',
  type: 'cyan',
  number: 'yellow',
  added: 'green',
  removed: 'red',
}

/** Colour is decoration: every text reads the same without it. */
export function createPaint(hasColor: boolean): Paint {
  const paint = (text: string, format: Format | undefined): string =>
    !hasColor || format === undefined || text === '' ? text : styleText(format, text, {validateStream: false})
  return {
    heading: (text) => paint(text, 'bold'),
    faint: (text) => paint(text, 'gray'),
    mark: (text) => paint(text, 'cyan'),
    code: (text, kind) => paint(text, formats[kind]),
  }
}
