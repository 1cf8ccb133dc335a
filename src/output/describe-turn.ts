import type {Assessment, CacheHit, ChangeSetSummary, Decision, TurnEvent} from '@codex-host/plugin-api'
import type {EventReaders} from './consume-turn.ts'
import {readEvent} from './consume-turn.ts'
import type {Terminal} from './create-terminal.ts'
import {describeToolCall, toolCallTitle} from './describe-tool-call.ts'
import type {Look} from './describe-tool-call.ts'
import {describeVerify} from './describe-verify.ts'
import {escapeLine} from './escape-controls.ts'
import {formatCount, formatNumber} from './format-count.ts'
import {formatDuration} from './format-duration.ts'
import {formatUsd} from './format-usd.ts'
import {renderDiff} from './paint-diff.ts'
import type {TurnFacts} from './turn-summary.ts'
import {wrapText} from './wrap-text.ts'

export interface TurnDescriber {
  /** The text for people, escaped; undefined where the event says nothing new to them. */
  describe(event: TurnEvent): string | undefined
  /** The tool call that started last of those that still run, in one line. */
  runningTitle(): string | undefined
  /** What the summary adds to the result. */
  facts(): TurnFacts
}

interface RunningCall {
  readonly title: string
  readonly isApproved?: boolean
  readonly denial?: string
}

type TurnStart = Extract<TurnEvent, {type: 'turn.start'}>

/** Turns events into the texts that the terminal and the plain renderer share. */
export function createTurnDescriber(terminal: Pick<Terminal, 'style' | 'columns' | 'shownDiffs'>): TurnDescriber {
  const running = new Map<string, RunningCall & {readonly tool: string}>()
  const deniedCalls: string[] = []
  let start: TurnStart | undefined
  const look = (): Look => ({style: terminal.style, columns: terminal.columns()})
  const wrapped = (text: string): string => wrapText(text, terminal.columns(), '  ')

  const readers: EventReaders<string | undefined> = {
    ...silent,
    'turn.start': (event) => {
      start = event
      return terminal.style.dim(wrapped(headerText(event)))
    },
    'step.retry': (event) => terminal.style.yellow(wrapped(retryText(event))),
    'step.end': ({step, cacheHit}) => cacheHit && terminal.style.dim(cachedText(step, cacheHit)),
    'message.added': ({text}) => terminal.style.dim(wrapped(`You said: ${escapeLine(text)}`)),
    'compaction.end': (event) => wrapped(compactionText(event)),
    'tool_call.start': ({callId, tool, title}) => {
      running.set(callId, {tool, title})
    },
    'tool_call.assessed': ({callId, assessment}) => {
      if (assessment.kind === 'deny') noteDenial(callId, assessmentReason(assessment))
    },
    'tool_call.decided': ({callId, decision}) => {
      const denial = decisionReason(decision)
      if (denial !== undefined) noteDenial(callId, denial)
      const call = running.get(callId)
      if (call !== undefined && denial === undefined) running.set(callId, {...call, isApproved: true})
    },
    'tool_call.end': (event) => {
      const call = running.get(event.callId) ?? {title: ''}
      running.delete(event.callId)
      if (event.status === 'denied') deniedCalls.push(toolCallTitle(event.tool, call.title))
      return describeToolCall({...call, ...event}, look())
    },
    'network.assessed': (event) => wrapped(contactText(event) ?? '') || undefined,
    'network.decided': ({host, port, decision}) =>
      isYes(decision)
        ? wrapped(`${escapeLine(host)}:${port} was allowed; the model can run its command again.`)
        : undefined,
    'verify.end': ({report}) => describeVerify(report, look()),
    notice: ({text}) => wrapped(`Notice: ${escapeLine(text)}`),
    'change_set.decided': ({decision}) => (isYes(decision) ? wrapped('The change set was approved.') : undefined),
    'change_set.end': ({changeSet}) => describeChangeSet(changeSet, terminal),
  }

  return {
    describe: (event) => readEvent(readers, event),
    runningTitle: () => {
      const call = [...running.values()].at(-1)
      return call === undefined ? undefined : toolCallTitle(call.tool, call.title)
    },
    facts: () => ({
      sandbox: start === undefined ? 'not started' : `${start.sandbox} · ${start.isolation}`,
      deniedCalls,
    }),
  }

  function noteDenial(callId: string, denial: string): void {
    const call = running.get(callId)
    if (call !== undefined) running.set(callId, {...call, denial})
  }
}

function nothing(): undefined {}

/** Events that say nothing to people, or what another one says better. */
const silent = {
  'step.start': nothing,
  'text.delta': nothing,
  'reasoning.delta': nothing,
  'verify.start': nothing,
  'change_set.ready': nothing,
  'change_set.assessed': nothing,
  'turn.end': nothing,
}

function headerText(start: TurnStart): string {
  const model = `${start.model} (${start.provider})`
  return escapeLine(`codex · ${model} · ${start.approvalMode} · sandbox ${start.sandbox} · ${start.isolation}`)
}

function retryText(retry: Extract<TurnEvent, {type: 'step.retry'}>): string {
  const attempt = `Trying step ${retry.step} again in ${formatDuration(retry.delayMs)} (attempt ${retry.attempt})`
  return `${attempt}: ${escapeLine(retry.because)}`
}

/** An answer that was given before is worth a word: it looks like a fast one. */
function cachedText(step: number, {savedUsd}: CacheHit): string {
  return savedUsd === undefined ? `Step ${step}: cached.` : `Step ${step}: cached, saved ${formatUsd(savedUsd)}.`
}

function compactionText(event: Extract<TurnEvent, {type: 'compaction.end'}>): string {
  const {because, removedItems, tokensBefore, tokensAfter} = event
  const items = formatCount(removedItems, 'old item')
  const gone = removedItems === 0 ? 'Long tool results were cut' : `${items} of it made room`
  const tokens = `about ${formatNumber(tokensBefore)} tokens are ${formatNumber(tokensAfter)} now`
  return `Compacted: ${escapeLine(because)} ${gone}; ${tokens}.`
}

/** Nothing for what was reached, and for what is asked about in a moment. */
function contactText(event: Extract<TurnEvent, {type: 'network.assessed'}>): string | undefined {
  const {host, port, assessment, failure} = event
  const target = escapeLine(port === undefined ? host : `${host}:${port}`)
  if (failure !== undefined) return `Network: ${target} could not be reached: ${escapeLine(failure)}`
  if (assessment.kind !== 'deny') return undefined
  return `Network: ${target} was refused: ${escapeLine(assessmentReason(assessment))}`
}

function assessmentReason({because, rule}: Assessment): string {
  return rule === undefined ? because : `${because} (${rule})`
}

function isYes(decision: Decision): boolean {
  return decisionReason(decision) === undefined
}

function decisionReason(decision: Decision): string | undefined {
  switch (decision.kind) {
    case 'yes':
    case 'yes-for-session':
    case 'yes-edited':
      return undefined
    case 'no':
      return decision.because === '' ? 'the answer was no' : decision.because
    case 'stop':
      return 'the turn was stopped'
  }
}

/** The diff, unless a dialog has just shown it. */
function describeChangeSet(
  changeSet: ChangeSetSummary,
  {style, shownDiffs, columns}: Pick<Terminal, 'style' | 'shownDiffs' | 'columns'>,
): string | undefined {
  if (changeSet.diff === '' || shownDiffs.has(changeSet.diff)) return undefined
  return renderDiff(changeSet.diff, {style, columns: columns()})
}
