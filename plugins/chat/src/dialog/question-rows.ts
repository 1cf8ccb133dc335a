import type {Question} from '@codex-host/plugin-api'
import {cellWidth} from '../text/cells.ts'
import {escapeLine, type Look} from '../text/style.ts'
import {breakRows, wrapWords} from '../text/wrap.ts'
import {renderDiff} from '../transcript/render-diff.ts'

// Every row of what is asked about has a mark before it, rows of long lines too: no body can look like the dialog.
const lineMark = '│ '
const rowMark = '┆ '

/** The whole question, however long: what is not seen is not approved. */
export function questionRows(question: Question, look: Look): readonly string[] {
  const {style} = look
  const {because, rule} = question.assessment
  const why = [`Why: ${because}`, ...(rule === undefined ? [] : [`Rule: ${rule}`])]
  return [
    '',
    ...wrapWords(escapeLine(titleOf(question), look), look.columns - 1).map(style.bold),
    ...bodyRows(question, look),
    ...why.flatMap((line) => wrapWords(escapeLine(line, look), look.columns - 1)),
  ]
}

function titleOf(question: Question): string {
  switch (question.kind) {
    case 'command':
      return `Run this command in ${question.cwd}?`
    case 'patch':
      return 'Write this patch?'
    case 'change-set':
      return 'Apply this change set to the project?'
    case 'network':
      return 'Let commands reach this host?'
  }
}

function bodyRows(question: Question, look: Look): readonly string[] {
  const inner = {...look, columns: Math.max(look.columns - cellWidth(lineMark) - 1, 10)}
  switch (question.kind) {
    case 'command':
      return markedRows(question.line, inner)
    case 'network':
      return markedRows(`${question.host}:${question.port}`, inner)
    case 'patch':
    case 'change-set':
      return renderDiff(question.diff, inner).map((row) => look.style.dim(lineMark) + row)
  }
}

function markedRows(text: string, look: Look): readonly string[] {
  return look
    .escape(text)
    .split('\n')
    .flatMap((line) =>
      breakRows(line, look.columns).map((row, index) => look.style.dim(index === 0 ? lineMark : rowMark) + row),
    )
}
