import {comparedLines, nearestPlace} from './nearest-place.ts'
import type {NearestPlace} from './nearest-place.ts'
import type {Hunk} from './patch-section.ts'
import type {LineSearch} from './search-lines.ts'

/** Lines of the file, counted from 0; `oldLines` is how many of them, from `line` on, the hunk covers. */
export type HunkLocation =
  | {readonly kind: 'found'; readonly line: number; readonly oldLines: number}
  /** It fits at all of `places`; the first one was taken. */
  | {readonly kind: 'ambiguous'; readonly line: number; readonly oldLines: number; readonly places: readonly number[]}
  | {
      readonly kind: 'missing'
      readonly expected: readonly string[]
      /** Where the lines do stand, but before an earlier hunk. */
      readonly earlierLine?: number
      readonly nearest?: NearestPlace
      /** It may be in the file: the search took too long and was ended. */
      readonly gaveUp?: true
    }

/** Finds where `hunk` belongs in the lines of a file, at or after `cursor`. */
export function locateHunk(file: LineSearch, hunk: Hunk, cursor: number): HunkLocation {
  const anchor = findAnchors(file, hunk.anchors, cursor)
  if (anchor.kind === 'missing') return missing(file, [anchor.text], cursor)

  const oldTexts = hunk.lines.filter((line) => line.kind !== 'add').map((line) => line.text)
  if (oldTexts.length === 0) return placeWithoutOldLines(file, hunk, cursor)

  const search: Search = {file, hunk, start: anchor.next, isDecided: anchor.isUnique}
  const location = findOldLines(search, oldTexts)
  if (location !== undefined) return location

  // The empty line before the next marker is often not meant as context.
  if (oldTexts.at(-1) === '') {
    const shorter = oldTexts.slice(0, -1)
    const again = shorter.length === 0 ? placeWithoutOldLines(file, hunk, cursor) : findOldLines(search, shorter)
    if (again !== undefined) return again
  }
  return missing(file, oldTexts, anchor.next)
}

interface Search {
  readonly file: LineSearch
  readonly hunk: Hunk
  readonly start: number
  /** An anchor that fits once has chosen the place: the first hit behind it is meant. */
  readonly isDecided: boolean
}

type FoundAnchors =
  | {readonly kind: 'found'; readonly next: number; readonly isUnique: boolean}
  | {readonly kind: 'missing'; readonly text: string}

function findAnchors(file: LineSearch, anchors: readonly string[], cursor: number): FoundAnchors {
  let next = cursor
  let isUnique = anchors.length > 0
  for (const text of anchors) {
    const hits = file.hitsOf([text], next)
    const [hit] = hits
    if (hit === undefined) return {kind: 'missing', text}
    next = hit + 1
    isUnique &&= hits.length === 1
  }
  return {kind: 'found', next, isUnique}
}

function placeWithoutOldLines(file: LineSearch, hunk: Hunk, cursor: number): HunkLocation {
  const {length} = file.lines
  const line = hunk.expectedLine === undefined ? length : Math.min(hunk.expectedLine, length)
  return line < cursor ? missing(file, [], cursor) : {kind: 'found', line, oldLines: 0}
}

function findOldLines(search: Search, wanted: readonly string[]): HunkLocation | undefined {
  const {file, hunk, start} = search
  if (hunk.atEndOfFile) {
    const line = file.lines.length - wanted.length
    return line >= start && file.hitsOf(wanted, line).length > 0
      ? {kind: 'found', line, oldLines: wanted.length}
      : undefined
  }

  const places = file.hitsOf(wanted, start)
  const line = closest(places, hunk.expectedLine)
  if (line === undefined) return findAtAnchor(search, wanted)
  const isDecided = places.length === 1 || search.isDecided || line === hunk.expectedLine
  const found = {line, oldLines: wanted.length}
  return isDecided ? {kind: 'found', ...found} : {kind: 'ambiguous', ...found, places}
}

/** Models repeat the anchor as the first context line. */
function findAtAnchor(search: Search, wanted: readonly string[]): HunkLocation | undefined {
  if (search.hunk.anchors.length === 0) return undefined
  const line = search.start - 1
  return search.file.hitsOf(wanted, line, line + wanted.length).length > 0
    ? {kind: 'found', line, oldLines: wanted.length}
    : undefined
}

/** Of two equally close ones, the first. */
function closest(places: readonly number[], expected: number | undefined): number | undefined {
  const [first] = places
  if (first === undefined || expected === undefined) return first
  let best = first
  for (const place of places) if (Math.abs(place - expected) < Math.abs(best - expected)) best = place
  return best
}

function missing(file: LineSearch, expected: readonly string[], start: number): HunkLocation {
  const [earlierLine] = expected.length === 0 ? [] : file.hitsOf(expected, 0, start + expected.length - 1)
  if (earlierLine !== undefined) return {kind: 'missing', expected, earlierLine}
  if (!file.mayCompare(file.lines.length * comparedLines)) return {kind: 'missing', expected, gaveUp: true}
  const nearest = nearestPlace(file, expected)
  return nearest === undefined ? {kind: 'missing', expected} : {kind: 'missing', expected, nearest}
}
