import {decodeSource} from './decode-source.ts'
import {findMarker} from './find-marker.ts'
import type {CursorText, Input} from './job.ts'
import {languageOfFile} from './languages/find-language.ts'
import type {Language} from './languages/language.ts'
import {findPlace, type Position, positionAt} from './position.ts'
import {
  emptyFile,
  markerInText,
  noMarker,
  placeOutside,
  severalMarkers,
  unknownLanguage,
  unreadableFile,
} from './problems.ts'
import type {Span} from './scan/syntax.ts'

export interface FoundFile {
  readonly path: string
  readonly bytes: Uint8Array
  /** Absolute; absent for stdin. */
  readonly place?: string
}

export interface CursorWish {
  /** In place of a marker. */
  readonly at?: Position
  /** In place of the one that the file name tells. */
  readonly language?: Language
}

/** Finds the cursor of one file, or says what is wrong with it. */
export function findCursor({path, bytes, place}: FoundFile, {at, language}: CursorWish): Input {
  if (bytes.byteLength === 0) return emptyFile(path)
  const decoded = decodeSource(bytes)
  if (decoded.kind === 'refused') return unreadableFile(path, decoded)

  const {text} = decoded
  const known = language ?? languageOfFile(path, text)
  const span = at === undefined ? findMarked(path, text, known) : findPlaced(path, text, at)
  if ('kind' in span) return span

  const gap = {text, ...span}
  if ((text.slice(0, span.start) + text.slice(span.end)).replace(/^\uFEFF/, '').trim() === '') return emptyFile(path)
  const cursor: CursorText = {
    path,
    gap,
    language: known,
    position: positionAt(text, span.start),
    ...(place !== undefined && {file: {path: place, bytes}}),
  }
  return {kind: 'ready', ...cursor}
}

type Found = Span | (Input & {readonly kind: 'refused'})

function findMarked(path: string, text: string, language: Language | undefined): Found {
  if (language === undefined) return unknownLanguage(path)
  const found = findMarker(text, language.syntax)
  switch (found.kind) {
    case 'found':
      return {start: found.start, end: found.end}
    case 'none':
      return text.trim() === '' ? emptyFile(path) : noMarker(path, language)
    case 'several':
      return severalMarkers(
        path,
        found.starts.map((start) => positionAt(text, start).line),
      )
    case 'not-a-comment':
      return markerInText(path, {within: found.within, line: positionAt(text, found.start).line})
  }
}

function findPlaced(path: string, text: string, at: Position): Found {
  const found = findPlace(text, at)
  switch (found.kind) {
    case 'found':
      return {start: found.offset, end: found.offset}
    case 'no-line':
      return placeOutside(path, at, {lines: found.lines})
    case 'no-column':
      return placeOutside(path, at, {columns: found.columns})
  }
}
