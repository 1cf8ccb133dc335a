/** Lines are counted from 1; both ends belong to it. */
export interface LineRange {
  readonly first: number
  readonly last: number
}

/** As it is written after `--lines`: `last` is absent in `10-`. */
export interface WrittenRange {
  readonly first: number
  readonly last?: number
}

export type ParsedRanges =
  | {readonly kind: 'ranges'; readonly ranges: readonly WrittenRange[]}
  /** A clause. */
  | {readonly kind: 'wrong'; readonly because: string}

/** `10-40`, `10`, `10-`, and several with commas. */
export function parseLineRanges(text: string): ParsedRanges {
  const ranges: WrittenRange[] = []
  for (const part of text.split(',')) {
    const match = /^\s*(\d{1,9})\s*(?:(-)\s*(\d{1,9})?)?\s*$/.exec(part)
    if (match === null) return {kind: 'wrong', because: `"${part.trim()}" is no line and no range such as 10-40`}

    const first = Number(match[1])
    const last = match[2] === undefined ? first : match[3] === undefined ? undefined : Number(match[3])
    if (first === 0) return {kind: 'wrong', because: 'lines are counted from 1'}
    if (last !== undefined && last < first) return {kind: 'wrong', because: `"${part.trim()}" ends before it begins`}
    ranges.push(last === undefined ? {first} : {first, last})
  }
  return {kind: 'ranges', ranges}
}

export type FittedRanges =
  | {readonly kind: 'ranges'; readonly ranges: readonly LineRange[]}
  /** The first range that has no line in the file. */
  | {readonly kind: 'outside'; readonly first: number}

/** In order and without overlap, up to the last line of the file. */
export function fitRanges(written: readonly WrittenRange[], lineCount: number): FittedRanges {
  const outside = written.find(({first}) => first > lineCount)
  if (outside !== undefined) return {kind: 'outside', first: outside.first}

  const ranges: LineRange[] = []
  for (const {first, last = lineCount} of written.toSorted((left, right) => left.first - right.first)) {
    const end = Math.min(last, lineCount)
    const before = ranges.at(-1)
    if (before === undefined || first > before.last + 1) ranges.push({first, last: end})
    else ranges[ranges.length - 1] = {first: before.first, last: Math.max(before.last, end)}
  }
  return {kind: 'ranges', ranges}
}

export function countLines(ranges: readonly LineRange[]): number {
  return ranges.reduce((sum, {first, last}) => sum + last - first + 1, 0)
}

export function isInRanges(line: number, ranges: readonly LineRange[]): boolean {
  return ranges.some(({first, last}) => first <= line && line <= last)
}

/** "line 12", "lines 10 to 40", "lines 1 to 3 and 9 to 12". */
export function describeRanges(ranges: readonly LineRange[]): string {
  const texts = ranges.map(({first, last}) => (first === last ? `${first}` : `${first} to ${last}`))
  const isOneLine = ranges.length === 1 && ranges[0]?.first === ranges[0]?.last
  const list = texts.length > 1 ? `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}` : texts.join('')
  return `${isOneLine ? 'line' : 'lines'} ${list}`
}
