import type {Style} from './create-style.ts'
import {cutEnd, expandTabs} from './display-width.ts'
import {escapeLine, escapeLines} from './escape-controls.ts'
import {formatCount} from './format-count.ts'
import {formatDuration} from './format-duration.ts'
import {wrapText} from './wrap-text.ts'

export interface Look {
  readonly style: Style
  readonly columns: number
}

export interface ToolCallFacts {
  readonly tool: string
  readonly title: string
  readonly status: 'ok' | 'failed' | 'denied'
  readonly output: string
  readonly durationMs: number
  /** Somebody was asked and said yes. */
  readonly isApproved?: boolean
  /** Why it was denied, in untrusted words. */
  readonly denial?: string
}

const shownLines = 10

/** The call, how it ended, and as much of its output as a person wants to see in passing. */
export function describeToolCall(call: ToolCallFacts, look: Look): string {
  const head = toolCallTitle(call.tool, call.title)
  const end = call.status === 'denied' ? 'denied' : `${call.status} · ${formatDuration(call.durationMs)}`
  const approval = call.isApproved === true ? 'approved · ' : ''
  const lines = [paintHead(wrapText(`${head} · ${approval}${end}`, look.columns, '  '), call.status, look.style)]
  if (call.status === 'denied') {
    lines.push(wrapText(`  Why: ${escapeLine(call.denial ?? call.output)}`, look.columns, '    '))
  } else if (call.status === 'failed' || call.tool === 'shell') {
    // What other tools give the model, such as whole files, is of no use on the screen.
    lines.push(...foldOutput(call.output, look))
  }
  return lines.join('\n')
}

/** `shell: npm test`, on one line. */
export function toolCallTitle(tool: string, title: string): string {
  return `${escapeLine(tool)}: ${escapeLine(title)}`
}

/** The first line and the last ones, dimmed and indented: the first tends to say how the command ended. */
export function foldOutput(output: string, {style, columns}: Look): readonly string[] {
  const text = escapeLines(output).trimEnd()
  if (text === '') return []

  const lines = text.replace(/^(?:[ \t]*\n)+/, '').split('\n')

  // In the place of one line the mark saves nothing.
  const kept = lines.length <= shownLines + 1 ? lines : foldMiddle(lines)
  return kept.map((line) => style.dim(cutEnd(`  ${expandTabs(line, 2)}`, columns)))
}

function foldMiddle(lines: readonly string[]): readonly string[] {
  const last = lines.slice(1 - shownLines)
  const hidden = lines.length - shownLines
  return [lines[0] ?? '', `… ${formatCount(hidden, 'line')} hidden`, ...last]
}

function paintHead(head: string, status: ToolCallFacts['status'], style: Style): string {
  switch (status) {
    case 'ok':
      return style.bold(head)
    case 'failed':
      return style.red(head)
    case 'denied':
      return style.yellow(head)
  }
}
