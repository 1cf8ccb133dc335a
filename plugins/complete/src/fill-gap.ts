import type {Span} from './scan/syntax.ts'

/** A text with a place to fill in. Everything outside the place stays, byte for byte. */
export interface Gap extends Span {
  readonly text: string
}

/** What a model is shown: without byte order mark, every line end a line feed. */
export interface Surroundings {
  readonly prefix: string
  readonly suffix: string
}

export function surroundingsOf({text, start, end}: Gap): Surroundings {
  return {prefix: withLineFeeds(text.slice(0, start).replace(/^\uFEFF/, '')), suffix: withLineFeeds(text.slice(end))}
}

/** The text as it goes into the gap: with the line ends of the file, and nothing that UTF-8 cannot say. */
export function fitText(gap: Gap, inserted: string): string {
  return withLineFeeds(inserted.toWellFormed()).replaceAll('\n', lineEndOf(gap))
}

/** The whole text with the gap filled. `fitted` comes from `fitText`. */
export function fillGap({text, start, end}: Gap, fitted: string): string {
  return text.slice(0, start) + fitted + text.slice(end)
}

export function withLineFeeds(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n')
}

/** What most lines of the text end with. */
function lineEndOf({text}: Gap): '\n' | '\r\n' | '\r' {
  const ends = text.match(/\r\n|\n|\r/g) ?? []
  const both = ends.filter((end) => end === '\r\n').length
  const feeds = ends.filter((end) => end === '\n').length
  const returns = ends.length - both - feeds
  if (both > feeds && both >= returns) return '\r\n'
  return returns > feeds ? '\r' : '\n'
}
