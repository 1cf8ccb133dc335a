import type {Look} from '../describe-tool-call.ts'
import {escapeLine, escapeLines} from '../escape-controls.ts'
import {renderDiff} from '../paint-diff.ts'
import {wrapText} from '../wrap-text.ts'
import {callEnd, callTitle, changesEnd, checksEnd, checksTitle, timeInUtc, turnEnd} from './describe-part.ts'
import type {Transcript, TranscriptPart, TranscriptTurn} from './transcript.ts'

/** For a terminal or a pipe: nothing is cut, and control characters are shown as escapes. */
export function transcriptText({id, workspace, turns}: Transcript, look: Look): string {
  const head = wrapText(escapeLine(`Session ${id} in ${workspace}`), look.columns)
  return [look.style.bold(head), ...turns.map((turn) => turnText(turn, look))].join('\n\n')
}

function turnText(turn: TranscriptTurn, look: Look): string {
  const {style, columns} = look
  const {number, startedAtMs, model, provider, attachments, prompt, parts} = turn
  const title = `Turn ${number} · ${timeInUtc(startedAtMs)} · ${model} (${provider}) · ${turn.id}`
  return [
    style.bold(style.cyan(wrapText(escapeLine(title), columns))),
    quoted(prompt, look),
    ...(attachments.length === 0 ? [] : [style.dim(wrapText(escapeLine(`With: ${attachments.join(', ')}`), columns))]),
    ...parts.map((part) => partText(part, look)),
    style.dim(wrapText(escapeLine(turnEnd(turn)), columns)),
  ].join('\n\n')
}

/** What the user said stands behind a bar, so that it cannot be mistaken for what the model said. */
function quoted(text: string, {style, columns}: Look): string {
  return wrapText(escapeLines(text), columns - 2)
    .split('\n')
    .map((line) => style.bold(`> ${line}`))
    .join('\n')
}

function partText(part: TranscriptPart, look: Look): string {
  const {style, columns} = look
  switch (part.kind) {
    case 'answer':
      return wrapText(escapeLines(part.text), columns)
    case 'message':
      return quoted(part.text, look)
    case 'call':
      return titled(callTitle(part), {end: callEnd(part), body: part.output, look})
    case 'checks':
      return titled(checksTitle(part.command), {end: checksEnd(part.passed), body: part.output, look})
    case 'changes':
      return [
        style.bold(wrapText(escapeLine(`Change set ${part.id} (${changesEnd(part)})`), columns)),
        renderDiff(part.diff, look),
      ].join('\n')
    case 'notice':
      return wrapText(escapeLine(`Notice: ${part.text}`), columns)
    case 'error':
      return style.red(wrapText(escapeLine(`Error: ${part.message}`), columns))
  }
}

interface Titled {
  readonly end: string
  readonly body: string
  readonly look: Look
}

function titled(title: string, {end, body, look: {style, columns}}: Titled): string {
  const head = style.bold(wrapText(escapeLines(`${title}  (${end})`), columns))
  const text = escapeLines(body).trimEnd()
  if (text === '') return head
  const lines = wrapText(text, columns - 4).split('\n')
  return [head, ...lines.map((line) => style.dim(`    ${line}`.trimEnd()))].join('\n')
}
