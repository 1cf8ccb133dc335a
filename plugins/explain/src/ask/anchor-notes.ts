import {isInRanges, type LineRange} from '../source/line-ranges.ts'
import {longestLine} from './number-lines.ts'
import type {SaidNote} from './read-annotations.ts'

/** A note beside lines that are proven to be the ones it is about. */
export interface Annotation {
  readonly first: number
  readonly last: number
  readonly note: string
}

export interface AnchoredNotes {
  /** In the order of their lines. */
  readonly annotations: readonly Annotation[]
  /** How many stand beside another line than the model said. */
  readonly moved: number
  readonly dropped: readonly DroppedNote[]
}

export interface DroppedNote {
  /** As the model said. */
  readonly line: number
  /** A clause. */
  readonly because: string
}

/** How far away the line may be that a note is moved to. */
const nearLines = 25

/**
 * Puts each note beside the line that it quotes: where the model said, or else the one line near that fits. A note
 * without such a line is dropped, because beside another line it would be wrong.
 */
export function anchorNotes(
  said: readonly SaidNote[],
  lines: readonly string[],
  ranges: readonly LineRange[],
): AnchoredNotes {
  const texts = lines.map((line) => withoutBlanks(line.slice(0, longestLine)))
  const annotations: Annotation[] = []
  const dropped: DroppedNote[] = []
  let moved = 0

  for (const note of said) {
    if (isElsewhere(note, texts, ranges)) continue
    const place = findLine(note, texts, ranges)
    if (typeof place === 'string') {
      dropped.push({line: note.first, because: place})
      continue
    }
    if (place !== note.first) moved += 1
    annotations.push({first: place, last: lastLine(note, place, ranges), note: note.note})
  }
  return {annotations: annotations.toSorted((left, right) => left.first - right.first), moved, dropped}
}

/** A right note about a line that was shown as surroundings only: nobody asked for it. */
function isElsewhere({first, quote}: SaidNote, texts: readonly string[], ranges: readonly LineRange[]): boolean {
  return !isInRanges(first, ranges) && isQuoteOf(quotedLine(quote), texts[first - 1] ?? '')
}

/** The line, or why there is none. */
function findLine({first, quote}: SaidNote, texts: readonly string[], ranges: readonly LineRange[]): number | string {
  const quoted = quotedLine(quote)
  if (quoted === '') return 'it quotes no line'
  const fits = (line: number) => isInRanges(line, ranges) && isQuoteOf(quoted, texts[line - 1] ?? '')
  if (fits(first)) return first

  // A bracket or a lone word fits anywhere.
  if ((quoted.match(/[\p{L}\p{N}]/gu) ?? []).length < 3) return `line ${first} does not read ${shownQuote(quote)}`
  const near = linesNear(first, texts.length).filter(fits)
  const [only] = near
  if (only !== undefined && near.length === 1) return only
  if (near.length > 1) return `${shownQuote(quote)} stands on several lines, and not on line ${first}`
  return first < 1 || first > texts.length
    ? `there is no line ${first}`
    : `line ${first} does not read ${shownQuote(quote)}`
}

function linesNear(line: number, count: number): readonly number[] {
  // A number outside the file is as near as the end of it.
  const middle = Math.min(Math.max(line, 1), count)
  const first = Math.max(1, middle - nearLines)
  const last = Math.min(count, middle + nearLines)
  return Array.from({length: Math.max(0, last - first + 1)}, (_, index) => first + index)
}

const mostShown = 60

function shownQuote(quote: string): string {
  const text = quote.trim().split('\n')[0] ?? ''
  return `"${text.length > mostShown ? `${text.slice(0, mostShown)}…` : text}"`
}

/** The first line of a quote that has something in it, without the number that stood before it. */
function quotedLine(quote: string): string {
  const lines = quote.split('\n').map((line) => withoutBlanks(line.replace(numbered, '')))
  return (lines.find((line) => line !== '') ?? '').replace(/(?<=.)(?:…|\.\.\.)$/, '')
}

const numbered = /^\s*\d+\| ?/

/** Models set blanks as they like. */
function withoutBlanks(text: string): string {
  return text.replaceAll(/\s+/g, '')
}

const leastPart = 8

function isQuoteOf(quoted: string, text: string): boolean {
  if (quoted === '') return false
  return text === quoted || (quoted.length >= leastPart && text.includes(quoted))
}

/** As many lines as the model said, as far as they are to be explained. */
function lastLine({first, last}: SaidNote, place: number, ranges: readonly LineRange[]): number {
  const range = ranges.find((candidate) => isInRanges(place, [candidate]))
  return Math.min(place + Math.max(0, last - first), range?.last ?? place)
}
