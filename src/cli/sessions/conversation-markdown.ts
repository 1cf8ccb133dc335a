import type {TurnEvent} from '@codex-host/plugin-api'
import {escapeLine, escapeLines} from '../../output/escape-controls.ts'
import type {LoadedConversation} from './load-conversation.ts'

/** A conversation to read and to keep: what was asked, answered, run and changed. */
export function conversationMarkdown({id, root, turns}: LoadedConversation): string {
  const parts = turns.flatMap(({session, lines}) => [
    `## ${new Date(session.started_at_ms).toISOString()}`,
    quoted(session.request.prompt),
    ...lines.flatMap((line) => (line.kind === 'event' ? eventParts(line.event) : [])),
  ])
  return `${[`# Session ${id}`, `Workspace: ${escapeLine(root)}`, ...parts].join('\n\n')}\n`
}

/** A prompt stands apart from what was answered, whatever Markdown is in it. */
function quoted(prompt: string): string {
  return escapeLines(prompt)
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')
}

function eventParts(event: TurnEvent): readonly string[] {
  switch (event.type) {
    case 'step.end':
      return event.text.trim() === '' ? [] : [escapeLines(event.text.trim())]
    case 'message.added':
      return [quoted(event.text)]
    case 'tool_call.start':
      return [`**${escapeLine(event.tool)}**`, fence(escapeLines(event.title))]
    case 'tool_call.end':
      return event.output.trim() === '' ? [] : [fence(escapeLines(event.output.trimEnd()))]
    case 'verify.end':
      return [`**Checks ${event.report.passed ? 'passed' : 'failed'}**`, fence(escapeLines(event.report.command))]
    case 'change_set.end':
      return [
        `**Change set ${escapeLine(event.changeSet.id)}: ${event.changeSet.status}**`,
        fence(escapeLines(event.changeSet.diff.trimEnd()), 'diff'),
      ]
    case 'turn.end':
      return event.result.errors.map(({message}) => `**Error:** ${escapeLines(message)}`)
    case 'turn.start':
    case 'step.start':
    case 'text.delta':
    case 'reasoning.delta':
    case 'step.retry':
    case 'compaction.end':
    case 'tool_call.assessed':
    case 'tool_call.decided':
    case 'network.assessed':
    case 'network.decided':
    case 'verify.start':
    case 'notice':
    case 'change_set.ready':
    case 'change_set.assessed':
    case 'change_set.decided':
      return []
  }
}

/** Longer than every row of backticks in the text, so that nothing in it ends the block. */
function fence(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([row]) => row.length))
  const mark = '`'.repeat(longest + 1)
  return `${mark}${language}\n${text}\n${mark}`
}
