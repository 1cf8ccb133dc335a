import type {Paint, Style} from './create-style.ts'
import type {Look} from './describe-tool-call.ts'
import {type DiffLineOfKind, diffLineKinds} from './diff-line-kinds.ts'
import {displayWidth, expandTabs} from './display-width.ts'
import {escapeControls} from './escape-controls.ts'
import {breakLine} from './wrap-text.ts'

const rowMark = '┆'

export interface DiffLine {
  readonly text: string
  readonly paint: Paint
}

/** The lines of a unified diff, escaped, with the paint of each. */
export function paintDiff(diff: string, style: Style): readonly DiffLine[] {
  return diffLineKinds(diff).map(({text, kind}) => ({text: escapeControls(text), paint: paintOf(kind, style)}))
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

function paintOf(kind: DiffLineOfKind['kind'], style: Style): Paint {
  switch (kind) {
    case 'file':
      return style.bold
    case 'place':
      return style.cyan
    case 'add':
      return style.green
    case 'del':
      return style.red
    case 'note':
      return style.dim
    case 'same':
      return plain
  }
}

const plain: Paint = (text) => text
