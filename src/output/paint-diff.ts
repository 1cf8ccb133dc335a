import type {Paint, Style} from './create-style.ts'
import type {Look} from './describe-tool-call.ts'
import {displayWidth, expandTabs} from './display-width.ts'
import {escapeControls} from './escape-controls.ts'
import {breakLine} from './wrap-text.ts'

const rowMark = '┆'

export interface DiffLine {
  readonly text: string
  readonly paint: Paint
}

/**
 * The lines of a unified diff, escaped, with the paint of each. Lines are counted through every hunk, so that a
 * removed line `-- b/file` is not mistaken for a header.
 */
export function paintDiff(diff: string, style: Style): readonly DiffLine[] {
  const rest = {removed: 0, added: 0}
  return diffTextLines(diff).map((line) => ({text: escapeControls(line), paint: paintOf(line, rest, style)}))
}

/** The coloured diff as one text. Nothing is cut: long lines go on in rows with a mark where the sign would be. */
export function renderDiff(diff: string, {style, columns}: Look): string {
  return paintDiff(diff, style)
    .flatMap(({text, paint}) => diffRows(text, columns, rowMark).map(paint))
    .join('\n')
}

/** The rows of one line. `mark`, one column wide, stands before each but the first, so that none has a sign. */
export function diffRows(line: string, columns: number, mark: string): readonly string[] {
  const shown = expandTabs(line)
  if (displayWidth(shown) <= columns) return [line]

  const [first = '', ...rest] = breakLine(shown, columns)
  return [first, ...breakLine(rest.join(''), columns - 1).map((row) => mark + row)]
}

function diffTextLines(diff: string): readonly string[] {
  const lines = diff.split('\n')
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

interface HunkRest {
  removed: number
  added: number
}

function paintOf(line: string, rest: HunkRest, style: Style): Paint {
  if (rest.removed > 0 || rest.added > 0) return paintInHunk(line, rest, style)

  const hunk = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line)
  if (hunk === null) return line.startsWith('\\') ? style.dim : style.bold
  rest.removed = Number(hunk[1] ?? 1)
  rest.added = Number(hunk[2] ?? 1)
  return style.cyan
}

function paintInHunk(line: string, rest: HunkRest, style: Style): Paint {
  if (line.startsWith('\\')) return style.dim
  if (!line.startsWith('+')) rest.removed -= 1
  if (!line.startsWith('-')) rest.added -= 1
  if (line.startsWith('+')) return style.green
  return line.startsWith('-') ? style.red : plain
}

const plain: Paint = (text) => text
