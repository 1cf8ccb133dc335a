/** Both from 1. A column counts characters, as code points: a tab and an emoji are one, a combining accent is one. */
export interface Position {
  readonly line: number
  readonly column: number
}

export type PlaceSearch =
  | {readonly kind: 'found'; readonly offset: number}
  | {readonly kind: 'no-line'; readonly lines: number}
  | {readonly kind: 'no-column'; readonly columns: number}

/** `12:5`. */
export function parsePosition(text: string): Position | undefined {
  const match = /^([1-9]\d{0,8}):([1-9]\d{0,8})$/.exec(text)
  return match === null ? undefined : {line: Number(match[1]), column: Number(match[2])}
}

/** The offset of a position. The place behind the last character of a line is one, that within `\r\n` is none. */
export function findPlace(text: string, {line, column}: Position): PlaceSearch {
  const body = withoutMark(text)
  const starts = lineStarts(body)
  const start = starts[line - 1]
  if (start === undefined) return {kind: 'no-line', lines: starts.length}

  const characters = Array.from(body.slice(start, starts[line] ?? body.length).replace(/[\r\n]+$/, ''))
  if (column > characters.length + 1) return {kind: 'no-column', columns: characters.length + 1}
  const before = characters.slice(0, column - 1).join('').length
  return {kind: 'found', offset: text.length - body.length + start + before}
}

/** The position of an offset. */
export function positionAt(text: string, offset: number): Position {
  const body = withoutMark(text)
  const before = body.slice(0, Math.max(0, offset - (text.length - body.length)))
  const starts = lineStarts(before)
  return {line: starts.length, column: Array.from(before.slice(starts.at(-1))).length + 1}
}

/** The byte order mark is no character of the first line. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

function lineStarts(text: string): readonly number[] {
  return [0, ...Array.from(text.matchAll(/\r\n|\n|\r/g), (match) => match.index + match[0].length)]
}
