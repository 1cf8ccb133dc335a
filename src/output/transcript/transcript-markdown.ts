import {escapeControls, escapeLine, escapeLines} from '../escape-controls.ts'
import {closesFence, type Fence, openingFence} from '../fence.ts'
import {callEnd, callTitle, changesEnd, checksEnd, checksTitle, timeInUtc, turnEnd} from './describe-part.ts'
import type {Transcript, TranscriptPart, TranscriptTurn} from './transcript.ts'

/** Texts of others stand in quotes, in fences, or with their HTML made harmless. */
export function transcriptMarkdown({id, workspace, startedAtMs, turns}: Transcript): string {
  const head = [`# Session ${id}`, `Workspace: ${codeSpan(workspace)}  \nBegun: ${timeInUtc(startedAtMs)}`]
  return `${[...head, ...turns.flatMap(turnBlocks)].join('\n\n')}\n`
}

function turnBlocks(turn: TranscriptTurn): readonly string[] {
  const {number, startedAtMs, model, provider, prompt, attachments, parts} = turn
  return [
    `## Turn ${number}`,
    `${timeInUtc(startedAtMs)} · ${codeSpan(model)} (${codeSpan(provider)})`,
    quoted(prompt),
    ...(attachments.length === 0 ? [] : [`With: ${attachments.map(codeSpan).join(', ')}`]),
    ...parts.flatMap(partBlocks),
    `*${plain(turnEnd(turn))}*`,
  ]
}

function partBlocks(part: TranscriptPart): readonly string[] {
  switch (part.kind) {
    case 'answer':
      return [harmless(part.text)]
    case 'message':
      return [quoted(part.text)]
    case 'call':
      return [`### ${codeSpan(callTitle(part))}`, plain(callEnd(part)), ...fenced(part.output, 'text')]
    case 'checks':
      return [`### ${codeSpan(checksTitle(part.command))}`, checksEnd(part.passed), ...fenced(part.output, 'text')]
    case 'changes':
      return [`### Change set ${codeSpan(part.id)}`, plain(changesEnd(part)), ...fenced(part.diff, 'diff')]
    case 'notice':
      return [`Notice: ${plain(part.text)}`]
    case 'error':
      return [`**Error:** ${plain(part.message)}`]
  }
}

/**
 * What the model wrote is Markdown already. What could be HTML is shown as it is, a picture is not fetched, and a block of
 * code that it left open ends with its text.
 */
function harmless(text: string): string {
  let fence: Fence | undefined
  const lines = escapeLines(text)
    .trim()
    .split('\n')
    .map((line) => {
      if (fence === undefined) {
        fence = openingFence(line)
        return fence === undefined ? line.replaceAll('<', '&lt;').replaceAll('![', '!\\[') : line
      }
      if (closesFence(line, fence)) fence = undefined
      return line
    })
  return [...lines, ...(fence === undefined ? [] : [fence.mark])].join('\n')
}

function quoted(text: string): string {
  return harmless(text)
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n')
}

/** A line in which nothing is Markdown. */
function plain(text: string): string {
  return escapeLine(text).replace(/[\\`*_{}[\]<>#|~]/g, '\\$&')
}

/** Between more backticks than the text has in a row. */
function codeSpan(text: string): string {
  const shown = escapeLine(text)
  const ticks = '`'.repeat(longestRun(shown) + 1)
  const gap = shown.startsWith('`') || shown.endsWith('`') || shown === '' ? ' ' : ''
  return `${ticks}${gap}${shown}${gap}${ticks}`
}

function fenced(text: string, language: 'text' | 'diff'): readonly string[] {
  const shown = escapeControls(text.replaceAll('\r\n', '\n')).trimEnd()
  if (shown === '') return []
  const fence = '`'.repeat(Math.max(3, longestRun(shown) + 1))
  return [`${fence}${language}\n${shown}\n${fence}`]
}

function longestRun(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length))
}
