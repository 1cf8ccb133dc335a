import type {CodeLines, Piece} from './read-code.ts'

export interface MaskedCode {
  /**
   * The lines with blanks in place of comments and quotes in place of strings: what is left of braces and words is
   * code. Each is as long as its line.
   */
  readonly lines: readonly string[]
  /** Whether a line holds a comment and nothing else. */
  readonly isComment: readonly boolean[]
  /** Whether a line begins inside a string: how far it is indented says nothing. */
  readonly isInString: readonly boolean[]
}

/** `hasPreprocessor`: lines that begin with `#` are not code, nor are those they go on in. */
export function maskCode(code: CodeLines, hasPreprocessor: boolean): MaskedCode {
  const isInString = stringsGoOn(code)
  const lines = code.map((pieces, index) => maskLine(pieces, isInString[index] === true))
  return {
    isInString,
    lines: hasPreprocessor ? withoutDirectives(lines) : lines,
    isComment: code.map((pieces) => {
      const visible = pieces.filter(({text}) => text.trim() !== '')
      return visible.length > 0 && visible.every(({kind}) => kind === 'comment')
    }),
  }
}

/** A string that is not closed on its line goes on, past empty lines too. */
function stringsGoOn(code: CodeLines): readonly boolean[] {
  let goesOn = false
  return code.map((pieces) => {
    const before = goesOn && (pieces.length === 0 || pieces[0]?.kind === 'string')
    goesOn = pieces.length === 0 ? before : pieces.at(-1)?.kind === 'string'
    return before
  })
}

/** The rest of a string that began on a line before is blank: a line of it is no line of code. */
function maskLine(pieces: readonly Piece[], goesOn: boolean): string {
  const firstCode = pieces.findIndex(({kind}) => kind !== 'string')
  const rest = goesOn ? (firstCode === -1 ? pieces.length : firstCode) : 0
  return pieces
    .map(({text, kind}, index) => {
      if (kind === 'comment' || index < rest) return ' '.repeat(text.length)
      return kind === 'string' ? text.replaceAll(/\S/g, '"') : text
    })
    .join('')
}

function withoutDirectives(lines: readonly string[]): readonly string[] {
  let goesOn = false
  return lines.map((line) => {
    const isDirective = goesOn || /^\s*#/.test(line)
    goesOn = isDirective && line.endsWith('\\')
    return isDirective ? ' '.repeat(line.length) : line
  })
}
