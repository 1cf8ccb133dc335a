import type {MissingHunk} from './apply-hunks.ts'

/** Why one section cannot be applied. */
export interface PatchFailure {
  readonly path: string
  readonly because: string
  readonly missing: readonly MissingHunk[]
}

/** What one section does, for the report. */
export interface SectionResult {
  readonly letter: 'A' | 'M' | 'D'
  readonly path: string
  readonly notes: readonly string[]
}

const shownLines = 12
const shownCharacters = 200

/** What the model reads after a patch that can be applied. */
export function reportSuccess(results: readonly SectionResult[]): string {
  const lines = (['A', 'M', 'D'] as const).flatMap((letter) =>
    results.filter((result) => result.letter === letter).map((result) => `${letter} ${result.path}`),
  )
  const notes = results.flatMap((result) => result.notes.map((note) => `Note: in ${result.path} ${note}.`))
  return ['Success. Updated the following files:', ...new Set(lines), ...notes].join('\n')
}

/** What the model reads when nothing was applied: each reason, with what it needs to write a better patch. */
export function reportFailures(failures: readonly PatchFailure[]): string {
  const reasons = failures.map((failure) =>
    [`${failure.path}: ${failure.because}.`, ...failure.missing.flatMap(describeMissing)].join('\n'),
  )
  return ['The patch was not applied; no file was changed.', ...reasons].join('\n')
}

function describeMissing(hunk: MissingHunk): readonly string[] {
  if (hunk.expected.length === 0) return [`${hunk.where}: it belongs before an earlier hunk. Put hunks in file order.`]
  const wanted = [`Not found (${hunk.where}):`, ...shown(hunk.expected)]
  if (/^-\d+(,\d+)? \+\d+/.test(hunk.expected[0] ?? '')) {
    return [...wanted, 'Line ranges do not belong after @@: write @@ alone, or @@ and a line of the file.']
  }
  if (hunk.earlierLine !== undefined) {
    return [...wanted, `It is at line ${hunk.earlierLine + 1}, before an earlier hunk. Put hunks in file order.`]
  }
  if (hunk.gaveUp === true) {
    return [
      ...wanted,
      'The search was given up: the patch has too many hunks for so long a file. Send fewer at a time.',
    ]
  }
  if (hunk.nearest === undefined) return [...wanted, 'Nothing similar is in the file. Read it again.']
  return [...wanted, `The nearest place, line ${hunk.nearest.line + 1}, reads:`, ...shown(hunk.nearest.lines)]
}

function shown(lines: readonly string[]): readonly string[] {
  const kept = lines.slice(0, shownLines).map((line) => ` ${line.slice(0, shownCharacters)}`)
  return lines.length > shownLines ? [...kept, ` … (${lines.length - shownLines} more lines)`] : kept
}
