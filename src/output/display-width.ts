const ascii = /^[\x20-\x7e]*$/
const noWidth = /^[\p{Mn}\p{Me}\uFE0E]$/u
const segmenter = new Intl.Segmenter('en')
const emojiStyle = '\uFE0F'
// East Asian wide and full-width characters, and what is drawn as an emoji.
const wide =
  /^[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE10-\uFE19\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}\p{Emoji_Presentation}]$/u

/** The columns that escaped text takes on a terminal. */
export function displayWidth(text: string): number {
  if (ascii.test(text)) return text.length
  return graphemes(text).reduce((total, grapheme) => total + graphemeWidth(grapheme), 0)
}

/** What a person sees as single characters, so that a cut never parts a letter from its accent. */
export function graphemes(text: string): readonly string[] {
  if (ascii.test(text)) return text.split('')
  return Array.from(segmenter.segment(text), (part) => part.segment)
}

/** The beginning of `text`, with `…` where something was left out. Never for what is to be approved. */
export function cutEnd(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text
  return `${takeWidth(graphemes(text), columns - 1).join('')}…`
}

/** The end of `text`, with `…` where something was left out. */
export function cutStart(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text
  return `…${takeWidth(graphemes(text).toReversed(), columns - 1)
    .toReversed()
    .join('')}`
}

/** Tabs as the spaces that a terminal shows for them when the line starts at column `start`. */
export function expandTabs(line: string, start = 0): string {
  if (!line.includes('\t')) return line

  const [first = '', ...rest] = line.split('\t')
  return rest.reduce((done, part) => done + ' '.repeat(8 - ((start + displayWidth(done)) % 8)) + part, first)
}

function takeWidth(characters: readonly string[], columns: number): string[] {
  const taken: string[] = []
  let used = 0
  for (const character of characters) {
    used += graphemeWidth(character)
    if (used > columns) break
    taken.push(character)
  }
  return taken
}

/** The columns of one such character. */
export function graphemeWidth(grapheme: string): number {
  const width = Array.from(grapheme).reduce((total, character) => total + characterWidth(character), 0)
  return Math.min(width, 2)
}

function characterWidth(character: string): number {
  // The selector, itself a mark, turns a narrow sign into a wide emoji.
  if (character === emojiStyle) return 1
  if (noWidth.test(character)) return 0
  return wide.test(character) ? 2 : 1
}
