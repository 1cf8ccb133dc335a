import {locateHunk} from './locate-hunk.ts'
import type {HunkLocation} from './locate-hunk.ts'
import type {Hunk, HunkLine, UpdateSection} from './patch-section.ts'
import type {SearchBudget} from './search-budget.ts'
import {createLineSearch} from './search-lines.ts'
import {joinSource, splitSource} from './source-text.ts'
import type {SourceLine, SourceText} from './source-text.ts'

/** A hunk that was not found. */
export type MissingHunk = Extract<HunkLocation, {readonly kind: 'missing'}> & {readonly where: string}

export type AppliedHunks =
  /** `notes` are what the model should know about the places that were chosen. */
  | {readonly kind: 'applied'; readonly text: string; readonly notes: readonly string[]}
  | {readonly kind: 'failed'; readonly missing: readonly MissingHunk[]}

/** The others are counted: a note stays short where a hunk fits everywhere. */
const shownPlaces = 20

/** To take a line apart and put it together again costs as much as so many comparisons. */
const splitCost = 10

export interface EditOptions {
  readonly endsWithNewline: UpdateSection['endsWithNewline']
  readonly mayCompare: SearchBudget
}

interface Replacement {
  readonly line: number
  readonly oldLines: number
  readonly lines: readonly SourceLine[]
}

/** The text with all hunks applied, or every hunk that has no place. What no hunk names keeps its bytes. */
export function applyHunks(
  text: string,
  hunks: readonly Hunk[],
  {endsWithNewline, mayCompare}: EditOptions,
): AppliedHunks {
  if (!mayCompare(0)) return {kind: 'failed', missing: hunks.map(givenUp)}
  const keepsMark = hunks.some((hunk) => hunk.lines.some((line) => line.text.startsWith('\uFEFF')))
  const source = splitSource(text, {keepsMark})
  mayCompare(source.lines.length * splitCost)
  const search = createLineSearch(
    source.lines.map((line) => line.text),
    mayCompare,
  )
  const replacements: Replacement[] = []
  const notes: string[] = []
  const lost: MissingHunk[] = []
  let cursor = 0

  for (const hunk of hunks) {
    const location = locateHunk(search, hunk, cursor)
    if (location.kind === 'missing') {
      lost.push({...location, where: hunk.where})
      continue
    }
    if (location.oldLines > 0 || hunk.expectedLine !== undefined) cursor = location.line + location.oldLines
    notes.push(...notesOf(hunk, location))
    replacements.push(replacementOf(source, hunk, location))
  }
  if (lost.length > 0) return {kind: 'failed', missing: lost}

  const lines = terminate(replaceLines(source.lines, replacements), source, endsWithNewline)
  return {kind: 'applied', text: joinSource({...source, lines}), notes}
}

function givenUp({lines, where}: Hunk): MissingHunk {
  const expected = lines.filter((line) => line.kind !== 'add').map((line) => line.text)
  return {kind: 'missing', expected, gaveUp: true, where}
}

type PlacedHunk = Exclude<HunkLocation, {readonly kind: 'missing'}>

function notesOf(hunk: Hunk, location: PlacedHunk): readonly string[] {
  if (location.kind === 'ambiguous') {
    const places = location.places.slice(0, shownPlaces).map((line) => line + 1)
    const rest = location.places.length - places.length
    const lines = places.join(', ') + (rest > 0 ? ` and ${rest} more` : '')
    return [`the hunk at ${hunk.where} fits at lines ${lines}; it was applied at line ${location.line + 1}`]
  }
  if (location.oldLines === 0 && hunk.anchors.length > 0) {
    return [`the hunk at ${hunk.where} has no context or removed line, so its lines were added at the end of the file`]
  }
  return []
}

function replacementOf(source: SourceText, hunk: Hunk, location: PlacedHunk): Replacement {
  const covered = source.lines.slice(location.line, location.line + location.oldLines)
  const hunkLines = withOldLines(hunk.lines, location.oldLines)
  const oldEndings = hunkLines.filter((line) => line.kind !== 'add').map((line) => line.ending)
  // Endings count only where the patch knows the file's: many diffs have lost their carriage returns on the way.
  const isExact = oldEndings.every((ending, index) => ending === covered[index]?.ending)

  const lines: SourceLine[] = []
  let next = 0
  for (const line of hunkLines) {
    if (line.kind === 'add') {
      const isWritten = line.ending !== undefined && (isExact || line.ending === '')
      lines.push({text: line.text, ending: isWritten ? line.ending : source.preferredEnding})
      continue
    }
    const own = covered[next++]
    if (line.kind === 'context' && own !== undefined) lines.push(own)
  }
  return {line: location.line, oldLines: location.oldLines, lines}
}

/** Drops the empty last old line that the location left out. */
function withOldLines(lines: readonly HunkLine[], oldLines: number): readonly HunkLine[] {
  if (lines.filter((line) => line.kind !== 'add').length === oldLines) return lines
  return lines.toSpliced(
    lines.findLastIndex((line) => line.kind !== 'add'),
    1,
  )
}

function replaceLines(lines: readonly SourceLine[], replacements: readonly Replacement[]): readonly SourceLine[] {
  const pieces: (readonly SourceLine[])[] = []
  let next = 0
  for (const replacement of replacements.toSorted((left, right) => left.line - right.line)) {
    pieces.push(lines.slice(next, replacement.line), replacement.lines)
    next = replacement.line + replacement.oldLines
  }
  return [...pieces, lines.slice(next)].flat()
}

function terminate(
  lines: readonly SourceLine[],
  source: SourceText,
  endsWithNewline: UpdateSection['endsWithNewline'],
): readonly SourceLine[] {
  const last = lines.length - 1
  return lines.map((line, index) => {
    const mayBeOpen = index === last && endsWithNewline === 'as-written'
    return line.ending === '' && !mayBeOpen ? {...line, ending: source.preferredEnding} : line
  })
}
