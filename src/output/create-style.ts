import {styleText} from 'node:util'

export type Paint = (text: string) => string

export interface Style {
  readonly bold: Paint
  readonly dim: Paint
  readonly red: Paint
  readonly green: Paint
  readonly yellow: Paint
  readonly cyan: Paint
}

export interface ColorFacts {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly isTerminal: boolean
  /** The flag. */
  readonly noColor: boolean
}

/** Colour is decoration: every text reads the same without it. */
export function createStyle(hasColor: boolean): Style {
  const paint = (format: Parameters<typeof styleText>[0]): Paint =>
    hasColor ? (text) => (text === '' ? '' : styleText(format, text, {validateStream: false})) : (text) => text
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    red: paint('red'),
    green: paint('green'),
    yellow: paint('yellow'),
    cyan: paint('cyan'),
  }
}

/** The flag wins, then `FORCE_COLOR`, then `NO_COLOR`, then what the terminal is. */
export function wantsColor({env, isTerminal, noColor}: ColorFacts): boolean {
  if (noColor) return false

  const forced = env['FORCE_COLOR']
  if (forced !== undefined) return !['0', 'false'].includes(forced)
  if ((env['NO_COLOR'] ?? '') !== '') return false
  return isTerminal && env['TERM'] !== 'dumb'
}
