import {CodexError} from '@codex-host/plugin-api'
import type {Problem} from './job.ts'
import {languages} from './languages/find-language.ts'
import type {Language} from './languages/language.ts'
import {markersOf} from './find-marker.ts'
import type {Position} from './position.ts'

interface Said {
  readonly code: string
  readonly message: string
  readonly suggestions: readonly string[]
}

/** Something about one file that its user must change. */
function inputProblem(path: string, {code, message, suggestions}: Said): {readonly kind: 'refused'} & Problem {
  return {kind: 'refused', path, outcome: 'usage', error: {code, message, suggestions}}
}

/** The clause says why: "it is a binary file". */
export function unreadableFile(path: string, {code, because}: {code: string; because: string}) {
  const message = `${nameOf(path)} was not read, because ${because}. Nothing was sent for it.`
  const problem = inputProblem(path, {code, message, suggestions: []})
  // A secret is kept from the model whoever asks: that is a denial, and no mistake in the command line.
  return code === 'SECRET_FILE' ? {...problem, outcome: 'denied' as const} : problem
}

export function absentFile(path: string) {
  const message = `There is no file ${path}, so nothing was sent for it.`
  return inputProblem(path, {
    code: 'NO_SUCH_FILE',
    message,
    suggestions: ['Check the path, or name the folder with -C.'],
  })
}

export function emptyFile(path: string) {
  const message = `${nameOf(path)} is empty or has nothing but the cursor, so there is nothing to complete.`
  return inputProblem(path, {code: 'EMPTY_FILE', message, suggestions: ['Write a line that says what is wanted.']})
}

export function unknownLanguage(path: string) {
  const message = `The language of ${nameOf(path)} is not known, so its marker was not looked for and nothing was sent for it.`
  return inputProblem(path, {
    code: 'UNKNOWN_LANGUAGE',
    message,
    suggestions: ['Say the language with --language, or the place of the cursor with --at LINE:COLUMN.'],
  })
}

export function noMarker(path: string, {name, syntax, marker = markersOf(syntax)[0] ?? '/*cursor*/'}: Language) {
  const message = `${nameOf(path)} has no marker ${marker} (${name}), so nothing was sent for it.`
  return inputProblem(path, {
    code: 'NO_MARKER',
    message,
    suggestions: [`Write ${marker} where the text belongs, or say the place with --at LINE:COLUMN.`],
  })
}

export function severalMarkers(path: string, lines: readonly number[]) {
  const named = lines.length > 5 ? `${lines.slice(0, 5).join(', ')}, …` : lines.join(', ')
  const message = `${nameOf(path)} has ${lines.length} markers (lines ${named}), so it is not clear which one is meant and nothing was sent for it.`
  return inputProblem(path, {
    code: 'SEVERAL_MARKERS',
    message,
    suggestions: ['Leave one marker, or say the place with --at LINE:COLUMN.'],
  })
}

export function markerInText(path: string, {within, line}: {within: 'string' | 'comment'; line: number}) {
  const where = within === 'string' ? 'inside a string' : 'inside another comment'
  const message = `The marker of ${nameOf(path)} in line ${line} is ${where} and no comment of its own, so nothing was sent for it.`
  return inputProblem(path, {
    code: within === 'string' ? 'MARKER_IN_STRING' : 'MARKER_IN_COMMENT',
    message,
    suggestions: [`Say the place with --at LINE:COLUMN, such as --at ${line}:1.`],
  })
}

export function placeOutside(path: string, {line, column}: Position, has: {lines: number} | {columns: number}) {
  const why =
    'lines' in has
      ? `the text has ${has.lines} ${has.lines === 1 ? 'line' : 'lines'}`
      : `line ${line} ends before column ${has.columns + 1}`
  const message = `The place ${line}:${column} is outside ${nameOf(path)}: ${why}. Nothing was sent for it.`
  return inputProblem(path, {code: 'PLACE_OUTSIDE', message, suggestions: ['Lines and columns count from 1.']})
}

/** For a mistake in the command line: nothing at all is done. */
export function wrongCall(code: string, message: string, suggestions: readonly string[] = []): CodexError {
  return new CodexError(message, {code, exitCode: 2, suggestions})
}

export function unknownLanguageName(name: string): CodexError {
  const start = name.toLowerCase().slice(0, 2)
  const near = languages.map((language) => language.name).filter((known) => known.startsWith(start))
  return wrongCall('UNKNOWN_LANGUAGE', `The language "${name}" is not known, so nothing was sent.`, [
    near.length > 0
      ? `Known ones are ${near.join(', ')}; the extension of a file does too.`
      : 'Give a name such as typescript, or the extension of a file such as ts.',
  ])
}

function nameOf(path: string): string {
  return path === '-' ? 'The text on stdin' : path
}

export function outsideWorkspace(path: string, root: string) {
  const message = `${path} is not in the workspace ${root}, so --in-place may not change it and nothing was sent for it.`
  return inputProblem(path, {
    code: 'FILE_OUTSIDE_WORKSPACE',
    message,
    suggestions: ['Choose the workspace with --cwd, or leave out --in-place to get the text.'],
  })
}
