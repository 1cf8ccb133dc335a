import type {DatabaseSync} from 'node:sqlite'
import type {Attempt} from './attempt.ts'
import type {State} from './open-state.ts'
import {dayOf} from './response-cache.ts'

export interface CacheSavings {
  readonly hits: number
  readonly inputTokens: number
  readonly cachedInputTokens: number
  readonly outputTokens: number
  readonly reasoningTokens: number
  /** Of the hits whose price is known. */
  readonly savedUsd: number
  readonly unpricedHits: number
}

export interface CacheStatistics {
  readonly entries: number
  readonly bytes: number
  /** Milliseconds since 1970. */
  readonly oldestAtMs?: number
  /** The first day with a hit, such as `2026-11-23`, in UTC. */
  readonly firstDay?: string
  /** Since midnight in UTC. */
  readonly today: CacheSavings
  readonly inAll: CacheSavings
}

/** What the cache holds and what it has saved. */
export function readCacheStatistics(state: State, nowMs: number): Promise<Attempt<CacheStatistics>> {
  return state.read((database) => {
    const held = database
      .prepare(
        'SELECT count(*) AS entries, coalesce(sum(bytes), 0) AS bytes, min(created_at_ms) AS oldest FROM cache_entries',
      )
      .get()
    const firstDay = database.prepare('SELECT min(day) AS day FROM cache_hits').get()?.['day']
    return {
      entries: Number(held?.['entries']),
      bytes: Number(held?.['bytes']),
      ...(typeof held?.['oldest'] === 'number' && {oldestAtMs: held['oldest']}),
      ...(typeof firstDay === 'string' && {firstDay}),
      today: savings(database, dayOf(nowMs)),
      inAll: savings(database, ''),
    }
  })
}

function savings(database: DatabaseSync, sinceDay: string): CacheSavings {
  const sums = database
    .prepare(
      `SELECT sum(hits), sum(input_tokens), sum(cached_input_tokens), sum(output_tokens), sum(reasoning_tokens),
         sum(saved_usd), sum(unpriced_hits) FROM cache_hits WHERE day >= ?`,
    )
    .get(sinceDay)
  const [hits, inputTokens, cachedInputTokens, outputTokens, reasoningTokens, savedUsd, unpricedHits] = Object.values(
    sums ?? {},
  ).map(Number)
  return {
    hits: hits ?? 0,
    inputTokens: inputTokens ?? 0,
    cachedInputTokens: cachedInputTokens ?? 0,
    outputTokens: outputTokens ?? 0,
    reasoningTokens: reasoningTokens ?? 0,
    // Without the noise of binary fractions.
    savedUsd: Math.round((savedUsd ?? 0) * 1e12) / 1e12,
    unpricedHits: unpricedHits ?? 0,
  }
}

export interface Cleared {
  readonly entries: number
  readonly bytes: number
}

/**
 * Removes answers that are as old as `olderThanMs` or older, all of them when it is left out, and gives their space
 * back to the disk. What the cache has saved stays counted.
 */
export async function clearCache(
  state: State,
  {nowMs, olderThanMs = 0}: {readonly nowMs: number; readonly olderThanMs?: number},
): Promise<Attempt<Cleared>> {
  const cleared = await state.write((database) => {
    const where = olderThanMs === 0 ? '' : 'WHERE created_at_ms <= ?'
    const values = olderThanMs === 0 ? [] : [nowMs - olderThanMs]
    const {entries, bytes} =
      database
        .prepare(`SELECT count(*) AS entries, coalesce(sum(bytes), 0) AS bytes FROM cache_entries ${where}`)
        .get(...values) ?? {}
    database.prepare(`DELETE FROM cache_entries ${where}`).run(...values)
    return {entries: Number(entries), bytes: Number(bytes)}
  })
  if (cleared.kind === 'done') await state.shrink()
  return cleared
}
