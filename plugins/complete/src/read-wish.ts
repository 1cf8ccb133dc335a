import type {CompleteWish} from './complete.ts'
import type {Language} from './languages/language.ts'
import {languageOfName} from './languages/find-language.ts'
import {parsePosition, type Position} from './position.ts'
import {unknownLanguageName, wrongCall} from './problems.ts'

/** The flags of the command, as far as they say what is wished. */
export interface GivenFlags {
  readonly at?: string
  readonly language?: string
  readonly candidates: number
  readonly 'in-place'?: boolean
  readonly diff?: boolean
  readonly 'dry-run'?: boolean
  readonly concurrency: number
  readonly stop?: readonly string[]
  readonly output?: string
}

/** Reads what is wished from the command line. @throws CodexError with exit code 2 for what does not go together. */
export function readWish(names: readonly string[], flags: GivenFlags): Omit<CompleteWish, 'readStdin'> {
  const {candidates, concurrency, stop = [], at, language: named} = flags
  const isInPlace = flags['in-place'] === true
  const showsDiff = flags.diff === true
  if (names.length === 0) {
    throw wrongCall('NO_FILE', 'No file was named, so nothing was sent.', [
      'codex complete src/parse.ts',
      'codex complete - --language python < draft.py',
    ])
  }
  if (candidates > 1 && (isInPlace || showsDiff)) {
    throw wrongCall('ONE_CANDIDATE', `Which of ${candidates} texts to insert is not clear, so nothing was sent.`, [
      'Leave out --candidates, or leave out --in-place and --diff.',
    ])
  }
  if (isInPlace && names.includes('-')) {
    throw wrongCall('NO_PLACE', 'Text on stdin has no file to write to, so nothing was sent.', [
      'Leave out --in-place.',
    ])
  }
  const language = named === undefined ? undefined : readLanguage(named, at)
  return {
    names,
    candidates,
    concurrency,
    stop,
    isInPlace,
    showsDiff,
    isDryRun: flags['dry-run'] === true,
    hasOutputFile: flags.output !== undefined,
    ...(at !== undefined && {at: readPlace(at)}),
    ...(language !== undefined && {language}),
  }
}

/** Where no marker is looked for, any name does: the model is told it, and editors have names of their own. */
function readLanguage(named: string, at: string | undefined): Language {
  const known = languageOfName(named)
  if (known !== undefined) return known
  if (at === undefined || !/^[\w.+#-]{1,40}$/.test(named)) throw unknownLanguageName(named)
  return {name: named, syntax: {comments: [], literals: []}}
}

function readPlace(text: string): Position {
  const position = parsePosition(text)
  if (position === undefined) {
    throw wrongCall('PLACE', `"${text.slice(0, 40)}" is no place such as 12:5, so nothing was sent.`, [
      'Give line and column, both from 1: --at 12:5.',
    ])
  }
  return position
}
