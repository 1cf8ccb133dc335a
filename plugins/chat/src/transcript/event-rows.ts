import type {ChangeSetSummary, TurnEvent, TurnResult, VerifyReport} from '@codex-host/plugin-api'
import {formatCount, formatDuration, formatTokens, formatUsd} from '../text/figures.ts'
import {escapeLine, type Look} from '../text/style.ts'
import {wrapWords} from '../text/wrap.ts'
import {foldedDiff, foldedOutput} from './folded.ts'
import {renderDiff} from './render-diff.ts'
import type {TurnPlace} from './turn-place.ts'

/** Rows for what happened in a turn besides its answer; none for what needs no words. Knows what came before. */
export function createEventRows(place: TurnPlace): (event: TurnEvent) => readonly string[] {
  const seen: Seen = {titles: new Map(), approved: new Set(), hasText: false}
  return (event) => {
    const rows = rowsOf(event, seen, place)
    if (event.type === 'text.delta') seen.hasText = true
    if (event.type === 'step.start' || event.type === 'step.end') seen.hasText = false
    return rows
  }
}

interface Seen {
  /** Of the calls that have not ended. */
  readonly titles: Map<string, string>
  /** Calls that somebody said yes to. */
  readonly approved: Set<string>
  /** Whether this step has streamed text. */
  hasText: boolean
}

function rowsOf(event: TurnEvent, seen: Seen, place: TurnPlace): readonly string[] {
  const look = place.look()
  switch (event.type) {
    case 'turn.start':
    case 'step.start':
    case 'step.end':
    case 'text.delta':
    case 'reasoning.delta':
    case 'tool_call.assessed':
    case 'change_set.assessed':
    case 'change_set.decided':
    case 'change_set.ready':
    case 'verify.start':
      return []
    case 'step.retry':
      return note(
        `${event.because}; the model is asked again${seen.hasText ? ', and the answer begins anew' : ''}.`,
        look,
      )
    case 'compaction.end': {
      const sizes = `It took ${formatTokens(event.tokensBefore)} tokens and takes ${formatTokens(event.tokensAfter)} now.`
      return note(`${event.because} ${sizes}`, look)
    }
    case 'message.added':
      return note(`The model reads what you said: ${event.text}`, look)
    case 'tool_call.start':
      seen.titles.set(event.callId, `${event.tool}: ${event.title}`)
      return []
    case 'tool_call.decided':
      noteDecision(event, seen)
      return []
    case 'tool_call.end':
      return toolRows(event, seen, place)
    case 'network.assessed':
      if (event.assessment.kind === 'allow') return []
      return note(`${hostOf(event)} was refused: ${event.assessment.because}.`, look)
    case 'network.decided':
      return note(`${hostOf(event)}: ${event.decision.kind}`, look)
    case 'verify.end':
      return verifyRows(event.report, place)
    case 'notice':
      return note(event.text, look)
    case 'change_set.end':
      return changeSetRows(event.changeSet, place)
    case 'turn.end':
      return [...unfinishedRows(seen, look), ...endRows(event.result, look)]
  }
}

function noteDecision({callId, decision}: TurnEvent & {readonly type: 'tool_call.decided'}, seen: Seen): void {
  if (decision.kind !== 'no' && decision.kind !== 'stop') seen.approved.add(callId)
  if (decision.kind === 'yes-edited') seen.titles.set(callId, `shell: ${decision.line}`)
}

function verifyRows({command, passed, output, durationMs}: VerifyReport, {look, kept}: TurnPlace): readonly string[] {
  const now = look()
  const head = `verify: ${command} · ${passed ? 'passed' : 'failed'} · ${formatDuration(durationMs)}`
  const rows = lines(head, now, passed ? now.style.green : now.style.red)
  return passed ? rows : [...rows, ...foldedOutput({title: command, text: output}, now, kept)]
}

function lines(text: string, look: Look, paint: (text: string) => string): readonly string[] {
  return wrapWords(escapeLine(text, look), look.columns - 1).map(paint)
}

function note(text: string, look: Look): readonly string[] {
  return lines(text, look, look.style.dim)
}

function hostOf({host, port}: {readonly host: string; readonly port?: number}): string {
  return port === undefined ? host : `${host}:${port}`
}

function toolRows(
  event: TurnEvent & {readonly type: 'tool_call.end'},
  {titles, approved}: Seen,
  {look, kept}: TurnPlace,
): readonly string[] {
  const now = look()
  const title = titles.get(event.callId) ?? event.tool
  titles.delete(event.callId)
  const approval = approved.has(event.callId) ? 'approved · ' : ''
  const end = event.status === 'denied' ? 'denied' : `${event.status} · ${formatDuration(event.durationMs)}`
  const paint = {ok: now.style.bold, failed: now.style.red, denied: now.style.yellow}[event.status]
  const head = lines(`• ${title} · ${approval}${end}`, now, paint)
  // What tools that succeed give the model, such as whole files, is of no use on the screen.
  if (event.status === 'ok' && event.tool !== 'shell') return head
  return [...head, ...foldedOutput({title, text: event.output}, now, kept)]
}

/** What a turn was in the middle of when it was ended: it may have had an effect. */
function unfinishedRows({titles}: Seen, look: Look): readonly string[] {
  return [...titles.values()].flatMap((title) => lines(`• ${title} · not finished`, look, look.style.yellow))
}

function changeSetRows(changeSet: ChangeSetSummary, {look, kept, shownDiffs}: TurnPlace): readonly string[] {
  const now = look()
  const {id, status, files, diff} = changeSet
  const rows = renderDiff(diff, now)
  const shown =
    shownDiffs.has(diff) || diff === '' ? [] : foldedDiff({title: `change set ${id}`, text: diff, rows}, kept)
  const counts = files.map(({path, addedLines, removedLines, runsLater}) => {
    const later = runsLater === undefined ? '' : ` · runs later outside the sandbox: ${runsLater}`
    return `  ${path} +${addedLines} −${removedLines}${later}`
  })
  const because = changeSet.because === undefined ? '' : `: ${changeSet.because}`
  const words = {
    landed: `landed, /undo ${id} takes it back`,
    pending: `waits${because}; codex apply ${id} lands it`,
    conflict: `did not land${because}; codex apply ${id} tries again`,
  }[status]
  const conflicts = (changeSet.conflicts ?? []).map(({path, because: why}) => `  ${path}: ${why}`)
  const paint = status === 'landed' ? now.style.green : now.style.yellow
  return [
    ...shown,
    ...lines(`change set ${id} · ${formatCount(files.length, 'file')} · ${words}`, now, paint),
    ...[...counts, ...conflicts].flatMap((line) => lines(line, now, (text) => text)),
  ]
}

function endRows(result: TurnResult, look: Look): readonly string[] {
  const errors = result.errors.flatMap(({message, suggestions}) => [
    ...lines(`Error: ${message}`, look, look.style.red),
    ...suggestions.flatMap((text) => lines(`  ${text}`, look, (row) => row)),
  ])
  const ended = result.outcomes.includes('interrupted') ? ['stopped by you'] : []
  const tokens = result.usage.inputTokens + result.usage.outputTokens
  const cost = result.costUsd === undefined ? [] : [formatUsd(result.costUsd)]
  const saved =
    result.cacheHits === undefined ? [] : [`${formatCount(result.cacheHits.count, 'answer')} from the cache`]
  const parts = [
    ...ended,
    formatDuration(result.durationMs),
    formatCount(result.steps, 'step'),
    `${formatTokens(tokens)} tokens`,
    ...cost,
    ...saved,
  ]
  return [...errors, ...lines(parts.join(' · '), look, look.style.dim)]
}
