import type {LineRange} from './line-ranges.ts'
import {unquoteGitPath} from './unquote-git-path.ts'

/** What a diff does to one file. */
export interface FileDiff {
  /** As the file is called afterwards, or was before it was deleted. */
  readonly path: string
  readonly lines: readonly string[]
  /** Counted from 1 in `lines`. Absent where there is no text to compare, such as for a rename. */
  readonly hunks: readonly LineRange[]
}

const hunkHeader = /^@@+ (?:-\d+(?:,\d+)? )+\+\d+(?:,\d+)? @@/
const gitHeader = /^diff --(?:git|cc|combined) /

/** The files of a diff in the unified format; undefined where the text is none. What stands before it is left out. */
export function splitDiff(lines: readonly string[]): readonly FileDiff[] | undefined {
  const files: {lines: string[]; hunks: LineRange[]}[] = []
  const reader = createHunkReader()

  for (const [index, line] of lines.entries()) {
    const isInHunk = reader.takes(line)
    if (!isInHunk && beginsFile(lines, index, files.at(-1))) files.push({lines: [], hunks: []})
    const file = files.at(-1)
    if (file === undefined) continue
    file.lines.push(line)
    const last = file.lines.length
    if (isInHunk) file.hunks.push({first: file.hunks.pop()?.first ?? last, last})
    else if (reader.begins(line)) file.hunks.push({first: last, last})
  }

  const isDiff = files.some(({hunks, lines: [first = '']}) => hunks.length > 0 || gitHeader.test(first))
  return isDiff ? files.map((file) => ({...file, path: pathOf(file.lines)})) : undefined
}

/** Counts the lines of a hunk, because a removed line may look like the header of a file. */
function createHunkReader() {
  let before = 0
  let after = 0
  let isCombined = false
  let hasBegun = false

  return {
    begins(line: string): boolean {
      const counts = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line)
      isCombined = counts === null && hunkHeader.test(line)
      hasBegun ||= counts !== null || isCombined
      if (counts === null) return isCombined
      before = Number(counts[1] ?? 1)
      after = Number(counts[2] ?? 1)
      return true
    },
    takes(line: string): boolean {
      if (isCombined) {
        isCombined = !gitHeader.test(line) && !hunkHeader.test(line)
        return isCombined
      }
      if (hasBegun && line.startsWith('\\')) return true
      if (before <= 0 && after <= 0) return false
      const isRemoved = line.startsWith('-')
      const isAdded = line.startsWith('+')
      if (!isRemoved && !isAdded && line !== '' && !line.startsWith(' ')) {
        before = 0
        after = 0
        return false
      }
      if (!isAdded) before -= 1
      if (!isRemoved) after -= 1
      return true
    },
  }
}

/** A header of git, or of a plain diff that has none. */
function beginsFile(lines: readonly string[], index: number, current: Pick<FileDiff, 'hunks'> | undefined): boolean {
  const line = lines[index] ?? ''
  if (gitHeader.test(line)) return true
  const isPlain =
    line.startsWith('--- ') && lines[index + 1]?.startsWith('+++ ') === true && hunkHeader.test(lines[index + 2] ?? '')
  return isPlain && (current === undefined || current.hunks.length > 0)
}

function pathOf(lines: readonly string[]): string {
  const header = lines.slice(0, 12)
  const named = ['+++ ', '--- ', 'rename to ', 'copy to ']
    .map((word) => header.find((line) => line.startsWith(word))?.slice(word.length))
    .map((written) => (written === undefined ? undefined : cleanPath(written)))
    .find((found) => found !== undefined && found !== '/dev/null')
  if (named !== undefined) return named
  const [first = ''] = lines
  return cleanPath(/ ("?b\/.*)$/.exec(first)?.[1] ?? first.replace(gitHeader, ''))
}

/** Git writes `b/` before the path. */
function cleanPath(written: string): string {
  const found = written.startsWith('"') ? unquoteGitPath(written) : (written.split('\t')[0] ?? written)
  return found.replace(/^[abciwo]\//, '')
}
