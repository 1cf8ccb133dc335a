import type {ChangeSetSummary, FileSummary, Outcome, TurnResult, Usage} from '@codex-host/plugin-api'
import type {Paint, Style} from './create-style.ts'
import {commitSentences} from './describe-commits.ts'
import {describeConflicts} from './describe-conflicts.ts'
import type {Look} from './describe-tool-call.ts'
import {verifySentence} from './describe-verify.ts'
import {cutEnd} from './display-width.ts'
import {formatError} from './error-text.ts'
import {escapeLine} from './escape-controls.ts'
import {formatCount, formatNumber} from './format-count.ts'
import {formatDuration} from './format-duration.ts'
import {formatUsd} from './format-usd.ts'
import {wrapText} from './wrap-text.ts'

/** What the events say and the result does not. */
export interface TurnFacts {
  /** The sandbox and the isolation, untrusted. */
  readonly sandbox: string
  /** In the order of the turn, in one escaped line each. Why they were denied was said when it happened. */
  readonly deniedCalls: readonly string[]
}

/** What was changed, checked, refused and used, and what to do next. */
export function summariseTurn(result: TurnResult, {sandbox, deniedCalls}: TurnFacts, look: Look): string {
  const {style} = look
  const lines: readonly SummaryLine[] = [
    ...(result.changeSet === undefined ? [] : changeSetLines(result.changeSet, style)),
    ...(result.verify === undefined ? [] : [fact('Verify', verifySentence(result.verify))]),
    ...deniedLines(deniedCalls, look.columns),
    ...outcomeLines(result),
    unpainted(tokensFact(result.usage)),
    ...costFact(result).map(unpainted),
    fact('Time', `${formatDuration(result.durationMs)} · ${formatCount(result.steps, 'step')}`),
    fact('Sandbox', escapeLine(sandbox)),
  ]
  return lines.map(({text, paint}) => paint(wrapText(text, look.columns, '    '))).join('\n')
}

/** Painted after wrapping, which counts characters. */
interface SummaryLine {
  readonly text: string
  readonly paint: Paint
}

/** What kept files from landing, then the errors of the turn, one after the other; empty where it had none. */
export function describeErrors(result: TurnResult, look: Look): string {
  const conflicts = result.changeSet?.conflicts ?? []
  return [
    ...(conflicts.length === 0 ? [] : [describeConflicts(conflicts, look)]),
    ...result.errors.map((error) => formatError(error, look)),
  ].join('\n')
}

/** Whether the change set landed, in one sentence, and the commands that go on from there. */
export function changeSetSentences(changeSet: ChangeSetSummary): readonly string[] {
  const id = escapeLine(changeSet.id)
  const because = changeSet.because === undefined ? '.' : `: ${escapeLine(changeSet.because)}`
  const later = [`See it with \`codex diff ${id}\`, land it with \`codex apply ${id}\`.`]
  switch (changeSet.status) {
    case 'landed':
      return [`Change set ${id} landed${because}`, 'Take it back with `codex undo`.']
    case 'pending':
      return [`Change set ${id} is pending, so no file was changed${because}`, ...later]
    case 'conflict':
      return [`Change set ${id} did not land, because files were changed meanwhile${because}`, ...later]
  }
}

function changeSetLines(changeSet: ChangeSetSummary, style: Style): readonly SummaryLine[] {
  const [status = '', ...next] = changeSetSentences(changeSet)
  const ignored = changeSet.ignoredFiles
  return [
    {text: status, paint: changeSet.status === 'landed' ? style.green : style.yellow},
    ...changeSet.files.map((file) => fileLine(file, style)),
    ...(ignored === 0 ? [] : [unpainted(`  ${formatCount(ignored, 'ignored file')} stayed in the copy.`)]),
    ...commitSentences(changeSet).map((sentence) => unpainted(`  ${sentence}`)),
    ...next.map(unpainted),
  ]
}

function fileLine(file: FileSummary, style: Style): SummaryLine {
  const added = `+${formatNumber(file.addedLines)}`
  const removed = `-${formatNumber(file.removedLines)}`
  const flag = file.runsLater === undefined ? '' : ` · runs later outside the sandbox: ${escapeLine(file.runsLater)}`
  const head = `  ${file.kind.padEnd(6)} ${added} ${removed}`
  const paintedHead = `  ${file.kind.padEnd(6)} ${style.green(added)} ${style.red(removed)}`
  return {
    text: `${head} ${escapeLine(file.path)}${flag}`,
    paint: (text) => (text.startsWith(head) ? paintedHead + text.slice(head.length) : text),
  }
}

/** Each call once, on one line. */
function deniedLines(calls: readonly string[], columns: number): readonly SummaryLine[] {
  const counts = new Map<string, number>()
  for (const call of calls) counts.set(call, (counts.get(call) ?? 0) + 1)
  return [...counts].map(([call, count]) => {
    const times = count === 1 ? '' : ` · ${formatCount(count, 'time')}`
    return fact('Denied', cutEnd(call, columns - nameWidth - times.length) + times)
  })
}

function outcomeLines({outcomes}: TurnResult): readonly SummaryLine[] {
  return outcomes.length === 0 ? [] : [fact('Ended', outcomes.map((outcome) => outcomeWords[outcome]).join(', '))]
}

const outcomeWords: {readonly [Name in Outcome]: string} = {
  interrupted: 'interrupted',
  terminated: 'terminated',
  usage: 'wrong usage',
  configuration: 'wrong configuration',
  credentials: 'no valid credentials',
  untrusted: 'project not trusted',
  'sandbox-unavailable': 'sandbox unavailable',
  'plugin-failed': 'a plugin failed',
  'model-failed': 'the model failed',
  'model-silent': 'the model fell silent',
  'not-applied': 'changes not applied',
  'budget-ended': 'a budget ended the turn',
  'tests-fail': 'tests still fail',
  denied: 'denied',
  bug: 'a bug',
}

/** The tokens that were used, as a line. */
export function tokensFact(usage: Usage): string {
  const cached = usage.cachedInputTokens === 0 ? '' : ` (${formatNumber(usage.cachedInputTokens)} cached)`
  const input = `${formatNumber(usage.inputTokens)} in${cached}`
  return summaryFact('Tokens', `${input}, ${formatNumber(usage.outputTokens)} out`)
}

/** What answers used and cost together. */
export type Spent = Pick<TurnResult, 'usage' | 'costUsd' | 'providerSavedUsd' | 'cacheHits'>

/** What was paid, and apart from it what two caches saved, as a line; none where nothing was answered. */
export function costFact(result: Spent & Pick<TurnResult, 'outcomes'>): readonly string[] {
  const {usage, costUsd, providerSavedUsd = 0, cacheHits, outcomes} = result
  const nothingAnswered = costUsd === undefined && usage.inputTokens + usage.outputTokens === 0 && outcomes.length > 0
  if (nothingAnswered) return []
  const parts = [
    costUsd === undefined ? 'unknown' : formatUsd(costUsd),
    ...(providerSavedUsd === 0 ? [] : [`provider cache saved ${formatUsd(providerSavedUsd)}`]),
    ...(cacheHits === undefined ? [] : [localCacheWords(cacheHits)]),
  ]
  return [summaryFact('Cost', parts.join(' · '))]
}

function localCacheWords({count, savedUsage, savedUsd}: NonNullable<TurnResult['cacheHits']>): string {
  const tokens = savedUsage.inputTokens + savedUsage.outputTokens
  const saved = savedUsd === undefined ? formatCount(tokens, 'token') : formatUsd(savedUsd)
  return `local cache saved ${saved} (${formatCount(count, 'answer')})`
}

const nameWidth = 8

/** One line of a summary. */
export function summaryFact(name: string, value: string): string {
  return name.padEnd(nameWidth) + value
}

function fact(name: string, value: string): SummaryLine {
  return unpainted(summaryFact(name, value))
}

function unpainted(text: string): SummaryLine {
  return {text, paint: (same) => same}
}
