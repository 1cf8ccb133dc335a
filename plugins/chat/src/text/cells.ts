import stringWidth from 'string-width'

const printableAscii = /^[\x20-\x7e]*$/
const segmenter = new Intl.Segmenter('en')

/** The columns that text takes on a terminal; sequences that colour it take none. */
export function cellWidth(text: string): number {
  return printableAscii.test(text) ? text.length : stringWidth(text)
}

/** What a person sees as single characters. */
export function graphemes(text: string): readonly string[] {
  if (printableAscii.test(text)) return text.split('')
  return Array.from(segmenter.segment(text), ({segment}) => segment)
}

/** The end of the grapheme that begins at `index`; a line end is one of its own. */
export function nextBorder(text: string, index: number): number {
  const line = lineAround(text, index)
  if (index >= line.end) return Math.min(index + 1, text.length)
  const [first = ''] = graphemes(text.slice(index, Math.min(line.end, index + longestGrapheme)))
  return index + first.length
}

/** The beginning of the grapheme that ends at `index`. */
export function previousBorder(text: string, index: number): number {
  const line = lineAround(text, index)
  if (index <= line.start) return Math.max(index - 1, 0)
  const last = graphemes(text.slice(line.start, index)).at(-1) ?? ''
  return index - last.length
}

/** Longer ones exist only where somebody stacks marks on a letter. */
const longestGrapheme = 64

/** The line that `index` lies in, without its line end. */
export function lineAround(text: string, index: number): {readonly start: number; readonly end: number} {
  const start = index === 0 ? 0 : text.lastIndexOf('\n', index - 1) + 1
  const end = text.indexOf('\n', index)
  return {start, end: end === -1 ? text.length : end}
}

/** The beginning of text without colours, with `…` where something was left out. Never for what is to be approved. */
export function cutEnd(text: string, columns: number): string {
  if (cellWidth(text) <= columns) return text
  let taken = ''
  let used = 0
  for (const grapheme of graphemes(text)) {
    used += cellWidth(grapheme)
    if (used > columns - 1) break
    taken += grapheme
  }
  return `${taken}…`
}

/** Tabs as blanks up to the next multiple of four. */
export function expandTabs(line: string): string {
  if (!line.includes('\t')) return line
  const [first = '', ...rest] = line.split('\t')
  return rest.reduce((done, part) => done + ' '.repeat(4 - (cellWidth(done) % 4)) + part, first)
}
