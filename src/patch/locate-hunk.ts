import {foldLine} from './fold-line.ts'
import {nearestPlace} from './nearest-place.ts'
import type {NearestPlace} from './nearest-place.ts'
import type {Hunk} from './patch-section.ts'

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
    }

const passes: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => line.trimEnd(),
  (line) => line.trim(),
  foldLine,
]

/** Finds where `hunk` belongs in the lines of a file, at or after `cursor`. */
export function locateHunk(file: readonly string[], hunk: Hunk, cursor: number): HunkLocation {
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
  readonly file: readonly string[]
  readonly hunk: Hunk
  readonly start: number
  /** An anchor that fits once has chosen the place: the first hit behind it is meant. */
  readonly isDecided: boolean
}

type FoundAnchors =
  | {readonly kind: 'found'; readonly next: number; readonly isUnique: boolean}
  | {readonly kind: 'missing'; readonly text: string}

function findAnchors(file: readonly string[], anchors: readonly string[], cursor: number): FoundAnchors {
  let next = cursor
  let isUnique = anchors.length > 0
  for (const text of anchors) {
    const hits = hitsOf(file, [text], next)
    const [hit] = hits
    if (hit === undefined) return {kind: 'missing', text}
    next = hit + 1
    isUnique &&= hits.length === 1
  }
  return {kind: 'found', next, isUnique}
}

function placeWithoutOldLines(file: readonly string[], hunk: Hunk, cursor: number): HunkLocation {
  const line = hunk.expectedLine === undefined ? file.length : Math.min(hunk.expectedLine, file.length)
  return line < cursor ? missing(file, [], cursor) : {kind: 'found', line, oldLines: 0}
}

function findOldLines(search: Search, wanted: readonly string[]): HunkLocation | undefined {
  const {file, hunk, start} = search
  if (hunk.atEndOfFile) {
    const line = file.length - wanted.length
    return line >= start && hitsOf(file, wanted, line).length > 0
      ? {kind: 'found', line, oldLines: wanted.length}
      : undefined
  }

  const places = hitsOf(file, wanted, start)
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
  const window = search.file.slice(line, line + wanted.length)
  return hitsOf(window, wanted, 0).length > 0 ? {kind: 'found', line, oldLines: wanted.length} : undefined
}

/** All places of the first pass that finds one. */
function hitsOf(file: readonly string[], wanted: readonly string[], start: number): readonly number[] {
  for (const pass of passes) {
    const pattern = wanted.map(pass)
    const hits: number[] = []
    for (let line = start; line <= file.length - wanted.length; line++) {
      if (pattern.every((text, offset) => text === pass(file[line + offset] ?? ''))) hits.push(line)
    }
    if (hits.length > 0) return hits
  }
  return []
}

function closest(places: readonly number[], expected: number | undefined): number | undefined {
  if (expected === undefined) return places[0]
  return places.toSorted((left, right) => Math.abs(left - expected) - Math.abs(right - expected))[0]
}

function missing(file: readonly string[], expected: readonly string[], start: number): HunkLocation {
  const [earlierLine] = expected.length === 0 ? [] : hitsOf(file.slice(0, start + expected.length - 1), expected, 0)
  if (earlierLine !== undefined) return {kind: 'missing', expected, earlierLine}
  const nearest = nearestPlace(file, expected)
  return nearest === undefined ? {kind: 'missing', expected} : {kind: 'missing', expected, nearest}
}
