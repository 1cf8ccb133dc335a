import type {DatabaseSync} from 'node:sqlite'
import type {State} from './open-state.ts'
import type {StateFault} from './state-fault.ts'

export interface CacheLimits {
  /** Age at which an answer is no longer used, in milliseconds. */
  readonly maxAgeMs: number
  /** Of all answers together, in bytes; those that were not used for the longest time go first. */
  readonly maxBytes: number
  /** Of one answer, in bytes; a longer one is not kept. */
  readonly maxEntryBytes: number
}

export const defaultCacheLimits: CacheLimits = {
  maxAgeMs: 24 * 60 * 60_000,
  maxBytes: 250_000_000,
  maxEntryBytes: 8_000_000,
}

/** How many days of hits are counted. */
const keptDays = 400
const dayMs = 24 * 60 * 60_000

interface Entry {
  readonly key: string
  readonly provider: string
  readonly model: string
  readonly text: string
}

interface Hit {
  readonly key: string
  readonly provider: string
  readonly model: string
  readonly usage: {
    readonly inputTokens: number
    readonly cachedInputTokens: number
    readonly outputTokens: number
    readonly reasoningTokens: number
  }
  /** Absent where the price is not known. */
  readonly savedUsd?: number
}

type Failed = {readonly kind: 'failed'; readonly because: string}
type Written = {readonly kind: 'written'} | Failed
type Read = {readonly kind: 'hit'; readonly text: string} | {readonly kind: 'miss'} | Failed

/** Answers in the user's database. Nothing throws; a fault is a value, and its reason goes on after "…, because ". */
export function createResponseCache(
  state: State,
  {now, limits = defaultCacheLimits}: {readonly now: () => number; readonly limits?: CacheLimits},
) {
  const reason = ({because}: StateFault) => `${state.file} ${because}`

  async function write(act: (database: DatabaseSync, nowMs: number) => void): Promise<Written> {
    const attempt = await state.write((database) => act(database, now()))
    return attempt.kind === 'done' ? {kind: 'written'} : {kind: 'failed', because: reason(attempt.fault)}
  }

  return {
    async read(key: string): Promise<Read> {
      const attempt = await state.read((database) => readText(database, {key, nowMs: now(), limits}))
      if (attempt.kind === 'failed') return {kind: 'failed', because: reason(attempt.fault)}
      return attempt.result === undefined ? {kind: 'miss'} : {kind: 'hit', text: attempt.result}
    },
    async write(entry: Entry): Promise<Written> {
      const bytes = Buffer.byteLength(entry.text)
      if (bytes > limits.maxEntryBytes) return {kind: 'written'}
      return write((database, nowMs) => {
        insert(database, {...entry, bytes, nowMs})
        makeRoom(database, {nowMs, limits})
      })
    },
    remove: (key: string): Promise<Written> =>
      write((database) => void database.prepare('DELETE FROM cache_entries WHERE key = ?').run(key)),
    countHit: (hit: Hit): Promise<Written> => write((database, nowMs) => countHit(database, hit, nowMs)),
  }
}

function readText(
  database: DatabaseSync,
  {key, nowMs, limits}: {key: string; nowMs: number; limits: CacheLimits},
): string | undefined {
  const row = database
    .prepare('SELECT answer FROM cache_entries WHERE key = ? AND created_at_ms BETWEEN ? AND ?')
    .get(key, oldestMs(nowMs, limits), nowMs)
  return typeof row?.['answer'] === 'string' ? row['answer'] : undefined
}

/** A clock that was set back makes entries of the future: they would live too long. */
function oldestMs(nowMs: number, {maxAgeMs}: CacheLimits): number {
  return nowMs - maxAgeMs + 1
}

function insert(database: DatabaseSync, entry: Entry & {readonly bytes: number; readonly nowMs: number}): void {
  const {key, provider, model, text, bytes, nowMs} = entry
  database
    .prepare(
      `INSERT OR REPLACE INTO cache_entries (key, provider, model, created_at_ms, used_at_ms, bytes, answer)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(key, provider, model, nowMs, nowMs, bytes, text)
}

function makeRoom(database: DatabaseSync, {nowMs, limits}: {nowMs: number; limits: CacheLimits}): void {
  database
    .prepare('DELETE FROM cache_entries WHERE created_at_ms NOT BETWEEN ? AND ?')
    .run(oldestMs(nowMs, limits), nowMs)
  const {total} = database.prepare('SELECT coalesce(sum(bytes), 0) AS total FROM cache_entries').get() ?? {}
  if (Number(total) <= limits.maxBytes) return

  database
    .prepare(
      `DELETE FROM cache_entries WHERE key IN (
         SELECT key FROM (
           SELECT key, sum(bytes) OVER (ORDER BY used_at_ms DESC, rowid DESC) AS with_newer FROM cache_entries
         ) WHERE with_newer > ?
       )`,
    )
    .run(limits.maxBytes)
}

function countHit(database: DatabaseSync, {key, provider, model, usage, savedUsd}: Hit, nowMs: number): void {
  database.prepare('UPDATE cache_entries SET used_at_ms = ? WHERE key = ?').run(nowMs, key)
  database.prepare('DELETE FROM cache_hits WHERE day < ?').run(dayOf(nowMs - keptDays * dayMs))
  database
    .prepare(
      `INSERT INTO cache_hits VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (day, provider, model) DO UPDATE SET
         hits = hits + 1,
         unpriced_hits = unpriced_hits + excluded.unpriced_hits,
         input_tokens = input_tokens + excluded.input_tokens,
         cached_input_tokens = cached_input_tokens + excluded.cached_input_tokens,
         output_tokens = output_tokens + excluded.output_tokens,
         reasoning_tokens = reasoning_tokens + excluded.reasoning_tokens,
         saved_usd = saved_usd + excluded.saved_usd`,
    )
    .run(
      dayOf(nowMs),
      provider,
      model,
      savedUsd === undefined ? 1 : 0,
      ...[usage.inputTokens, usage.cachedInputTokens, usage.outputTokens, usage.reasoningTokens].map(Math.round),
      savedUsd ?? 0,
    )
}

/** The date in UTC, such as `2026-11-23`. */
export function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10)
}
