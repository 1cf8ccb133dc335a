import type {DatabaseSync} from 'node:sqlite'
import type {CacheHit, Cost, Usage} from '@codex-host/plugin-api'
import type {Attempt} from './attempt.ts'
import type {State} from './open-state.ts'

/** What one turn, or one command line without turns, has used. */
export interface UsageRow extends Cost {
  /** The command, as it is typed. */
  readonly verb: string
  /** The package that brings it. */
  readonly plugin: string
  readonly provider: string
  readonly model: string
  /** The workspace. */
  readonly root: string
  /** To the model; those that the local cache answered are counted too. */
  readonly requests: number
  readonly usage: Usage
  readonly cacheHits?: {readonly count: number} & CacheHit
}

export const usageGroups = ['day', 'model', 'verb', 'provider', 'plugin', 'workspace'] as const
export type UsageGroup = (typeof usageGroups)[number]

export interface UsageSum {
  /** A day such as `2026-11-23`, or the name of what was summed up. */
  readonly key: string
  /** Turns, and command lines without turns. */
  readonly runs: number
  readonly requests: number
  readonly usage: Usage
  /** Of the runs whose cost is known. */
  readonly costUsd: number
  readonly unpricedRuns: number
  /** What the cached tokens of the provider cost less than others. */
  readonly providerSavedUsd: number
  /** Answers of the local cache. */
  readonly cacheHits: number
  readonly savedTokens: number
  /** Of the hits whose price is known. */
  readonly savedUsd: number
}

const keptMs = 366 * 24 * 60 * 60_000

/** Also removes what is more than a year old. */
export function addUsage(
  state: State,
  {row, nowMs}: {readonly row: UsageRow; readonly nowMs: number},
): Promise<Attempt<void>> {
  return state.write((database) => {
    database.prepare('DELETE FROM usage WHERE at_ms < ?').run(nowMs - keptMs)
    insert(database, row, nowMs)
  })
}

function insert(database: DatabaseSync, row: UsageRow, nowMs: number): void {
  const {usage, cacheHits: hits} = row
  const tokens = [usage.inputTokens, usage.cachedInputTokens, usage.outputTokens, usage.reasoningTokens].map(Math.round)
  database
    .prepare(
      `INSERT INTO usage (at_ms, verb, plugin, provider, model, root, requests,
        input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, cost_usd, provider_saved_usd,
        cache_hits, saved_input_tokens, saved_output_tokens, saved_usd)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      nowMs,
      row.verb,
      row.plugin,
      row.provider,
      row.model,
      row.root,
      row.requests,
      ...tokens,
      row.costUsd ?? null,
      row.providerSavedUsd ?? null,
      hits?.count ?? 0,
      Math.round(hits?.savedUsage.inputTokens ?? 0),
      Math.round(hits?.savedUsage.outputTokens ?? 0),
      hits === undefined ? 0 : (hits.savedUsd ?? null),
    )
}

/** The day is that of the user's time zone: SQLite asks the system for it. */
const groupColumns: Readonly<Record<UsageGroup, string>> = {
  day: `date(at_ms / 1000, 'unixepoch', 'localtime')`,
  model: 'model',
  verb: 'verb',
  provider: 'provider',
  plugin: 'plugin',
  workspace: 'root',
}

/** Days in their order, all else by cost, the highest first. */
export function sumUsage(
  state: State,
  {by, sinceMs}: {readonly by: UsageGroup; readonly sinceMs: number},
): Promise<Attempt<readonly UsageSum[]>> {
  return state.read((database) =>
    database
      .prepare(
        `SELECT ${groupColumns[by]} AS key, count(*) AS runs, sum(requests) AS requests,
          sum(input_tokens) AS input, sum(cached_input_tokens) AS cached, sum(output_tokens) AS output,
          sum(reasoning_tokens) AS reasoning, total(cost_usd) AS cost,
          sum(cost_usd IS NULL AND requests > 0) AS unpriced, total(provider_saved_usd) AS provider_saved,
          sum(cache_hits) AS hits, sum(saved_input_tokens + saved_output_tokens) AS saved_tokens,
          total(saved_usd) AS saved
        FROM usage WHERE at_ms >= ? GROUP BY 1
        ORDER BY ${by === 'day' ? '1' : 'cost DESC, sum(input_tokens + output_tokens) DESC, 1'}`,
      )
      .all(sinceMs)
      .map(toSum),
  )
}

function toSum(row: Readonly<Record<string, unknown>>): UsageSum {
  const number = (name: string): number => Number(row[name])
  return {
    key: String(row['key']),
    runs: number('runs'),
    requests: number('requests'),
    usage: {
      inputTokens: number('input'),
      cachedInputTokens: number('cached'),
      outputTokens: number('output'),
      reasoningTokens: number('reasoning'),
    },
    costUsd: exact(number('cost')),
    unpricedRuns: number('unpriced'),
    providerSavedUsd: exact(number('provider_saved')),
    cacheHits: number('hits'),
    savedTokens: number('saved_tokens'),
    savedUsd: exact(number('saved')),
  }
}

/** Without the noise of binary fractions. */
function exact(usd: number): number {
  return Math.round(usd * 1e12) / 1e12
}
