import type {ModelFacts, Notice, VerbEnd} from '@codex-host/plugin-api'
import type {Look} from './describe-tool-call.ts'
import {formatCount} from './format-count.ts'
import {formatDuration} from './format-duration.ts'
import {toJsonShape} from './to-json-shape.ts'
import {costFact, type Spent, summaryFact, tokensFact} from './turn-summary.ts'
import {wrapText} from './wrap-text.ts'

/** What is told of a verb that is no turn. */
export interface VerbFacts {
  readonly end: VerbEnd
  /** Absent where no model was opened. */
  readonly account: VerbSpending | undefined
  readonly notices: readonly Notice[]
  readonly durationMs: number
}

/** What its requests took. */
export interface VerbSpending {
  readonly facts: Pick<ModelFacts, 'model' | 'provider'>
  readonly meter: {requests(): number; spending(): Spent | undefined}
}

/** The result as programs read it: the keys of every verb, then its own. */
export function verbResult({end, account, notices, durationMs}: VerbFacts): Readonly<Record<string, unknown>> {
  const {usage, costUsd, providerSavedUsd, cacheHits} = spentOf(account)
  return {
    outcomes: end.outcomes,
    errors: toJsonShape(end.errors),
    notices: toJsonShape(notices),
    usage: toJsonShape(usage),
    cost_usd: costUsd ?? null,
    provider_saved_usd: providerSavedUsd ?? null,
    cache_hits: toJsonShape(cacheHits === undefined ? null : {...cacheHits, savedUsd: cacheHits.savedUsd ?? null}),
    requests: account?.meter.requests() ?? 0,
    duration_ms: Math.round(durationMs),
    model: account?.facts.model ?? null,
    provider: account?.facts.provider ?? null,
    ...end.data,
  }
}

/** What was used, for people; empty where no request was made. */
export function summariseVerb({end, account, durationMs}: VerbFacts, {columns}: Look): string {
  const requests = account?.meter.requests() ?? 0
  if (requests === 0) return ''
  const spent = spentOf(account)
  const time = summaryFact('Time', `${formatDuration(durationMs)} · ${formatCount(requests, 'request')}`)
  const lines = [tokensFact(spent.usage), ...costFact({...spent, outcomes: end.outcomes}), time]
  return lines.map((line) => wrapText(line, columns, '    ')).join('\n')
}

function spentOf(account: VerbSpending | undefined): Spent {
  return account?.meter.spending() ?? {usage: noUsage}
}

const noUsage = {inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0}
