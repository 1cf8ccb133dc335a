import type {Look} from './describe-tool-call.ts'
import {displayWidth, expandTabs} from './display-width.ts'
import {escapeControls, escapeLine} from './escape-controls.ts'
import {diffRows, paintDiff} from './paint-diff.ts'
import type {DiffLine} from './paint-diff.ts'
import {breakLine, wrapText} from './wrap-text.ts'

/** What is asked. All of it is untrusted text. */
export interface DialogQuestion {
  /** One line: what will happen to what. */
  readonly title: string
  /** Exactly what will run or land. */
  readonly body: string
  readonly kind: 'command' | 'diff' | 'trust'
  /** What else to read before an answer, below the body. */
  readonly attachment?: {readonly title: string; readonly body: string}
  readonly because: string
  readonly rule?: string
}

// Every row of the body has a mark before it, rows of long lines too, so that no body can look like the dialog.
const lineMark = '│ '
const rowMark = '┆ '

/** The whole question, however long: what is not seen is not approved. */
export function describeQuestion(question: DialogQuestion, look: Look): string {
  const {style, columns} = look
  const why = [`Why: ${escapeLine(question.because)}`]
  if (question.rule !== undefined) why.push(`Rule: ${escapeLine(question.rule)}`)
  return [
    '',
    style.bold(wrapText(escapeLine(question.title), columns, '  ')),
    ...bodyLines(question, look).flatMap((line) => bodyRows(line, question.kind, look)),
    ...attachmentLines(question, look),
    ...why.map((line) => wrapText(line, columns, '  ')),
    '',
  ].join('\n')
}

const approvalChoices = [
  ['y', 'yes'],
  ['a', 'yes for this session'],
  ['n', 'no, and say why'],
  ['s', 'stop'],
] as const

const trustChoices = [
  ['y', 'yes, and remember this text of the file'],
  ['n', 'no, and start nothing'],
] as const

/** One choice a line, so that they can be read in a window of any width. */
export function describeChoices({kind}: Pick<DialogQuestion, 'kind'>, {style}: Pick<Look, 'style'>): string {
  const choices: readonly (readonly [string, string])[] = kind === 'trust' ? trustChoices : approvalChoices
  return `${choices.map(([key, words]) => `  ${style.bold(key)}  ${words}`).join('\n')}\n> `
}

function bodyLines({kind, body}: DialogQuestion, {style}: Look): readonly DiffLine[] {
  if (kind === 'diff') return paintDiff(body, style)
  return body.split('\n').map((line) => ({text: escapeControls(line), paint: (text) => text}))
}

function attachmentLines({attachment}: DialogQuestion, look: Look): readonly string[] {
  if (attachment === undefined) return []
  const lines = attachment.body.replace(/\n$/, '').split('\n')
  const rows = lines.map((line) => ({text: escapeControls(line), paint: (text: string) => text}))
  return [
    wrapText(escapeLine(attachment.title), look.columns, '  '),
    ...rows.flatMap((line) => bodyRows(line, 'command', look)),
  ]
}

function bodyRows({text, paint}: DiffLine, kind: DialogQuestion['kind'], {style, columns}: Look): readonly string[] {
  const markWidth = displayWidth(lineMark)
  const line = expandTabs(text, markWidth)
  // One column stays free: some terminals wrap a full line early.
  const room = Math.max(columns - markWidth - 1, 10)
  const rows = kind === 'diff' ? diffRows(line, room, ' ') : breakLine(line, room)
  return rows.map((row, index) => `${style.dim(index === 0 ? lineMark : rowMark)}${paint(row)}`)
}
