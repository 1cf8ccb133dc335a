export interface DiffLineOfKind {
  /** As it stands in the diff. */
  readonly text: string
  /** `file`: a header. `place`: where a hunk begins. `note`: such as `\ No newline at end of file`. */
  readonly kind: 'file' | 'place' | 'add' | 'del' | 'same' | 'note'
}

/**
 * The lines of a unified diff. They are counted through every hunk, so that a removed line `-- b/file` is not mistaken
 * for a header.
 */
export function diffLineKinds(diff: string): readonly DiffLineOfKind[] {
  const rest = {removed: 0, added: 0}
  return diffTextLines(diff).map((text) => ({text, kind: kindOf(text, rest)}))
}

function diffTextLines(diff: string): readonly string[] {
  const lines = diff.split('\n')
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

interface HunkRest {
  removed: number
  added: number
}

function kindOf(line: string, rest: HunkRest): DiffLineOfKind['kind'] {
  if (rest.removed > 0 || rest.added > 0) return kindInHunk(line, rest)

  const hunk = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line)
  if (hunk === null) return line.startsWith('\\') ? 'note' : 'file'
  rest.removed = Number(hunk[1] ?? 1)
  rest.added = Number(hunk[2] ?? 1)
  return 'place'
}

function kindInHunk(line: string, rest: HunkRest): DiffLineOfKind['kind'] {
  if (line.startsWith('\\')) return 'note'
  if (!line.startsWith('+')) rest.removed -= 1
  if (!line.startsWith('-')) rest.added -= 1
  if (line.startsWith('+')) return 'add'
  return line.startsWith('-') ? 'del' : 'same'
}
