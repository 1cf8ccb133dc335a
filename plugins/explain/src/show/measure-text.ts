import stringWidth from 'string-width'

const ascii = /^[\x20-\x7e]*$/
const segmenter = new Intl.Segmenter('en')

/** The columns that escaped text takes on a terminal. */
export function widthOf(text: string): number {
  return ascii.test(text) ? text.length : stringWidth(text)
}

/** What a person sees as single characters: a letter stays with its accents. */
export function charactersOf(text: string): readonly string[] {
  return ascii.test(text) ? text.split('') : Array.from(segmenter.segment(text), ({segment}) => segment)
}

const tabColumns = 4

/** A tab as the blanks to the next stop, for text that begins at `column` of the line. */
export function expandTabs(text: string, column: number): string {
  const [first = '', ...rest] = text.split('\t')
  return rest.reduce((done, part) => {
    const blanks = tabColumns - ((column + widthOf(done)) % tabColumns)
    return done + ' '.repeat(blanks) + part
  }, first)
}
