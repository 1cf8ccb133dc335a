import type {DatabaseSync} from 'node:sqlite'

export interface SessionLimits {
  readonly maxAgeMs: number
  /** Of all records together, as they are kept. */
  readonly maxBytes: number
}

const defaultLimits: SessionLimits = {maxAgeMs: 30 * 24 * 60 * 60_000, maxBytes: 256 * 1024 * 1024}

/** Removes records that are too old, then the oldest until the rest fits. The newest one always stays. */
export function pruneSessions(database: DatabaseSync, nowMs: number, limits: SessionLimits = defaultLimits): void {
  const tooOld = ids(database, 'SELECT id FROM sessions WHERE started_at_ms < ?', nowMs - limits.maxAgeMs)
  let removed = tooOld.length
  removeSessions(database, tooOld)

  while (keptBytes(database) > limits.maxBytes) {
    const [oldest, next] = ids(database, 'SELECT id FROM sessions ORDER BY started_at_ms, id LIMIT ?', 2)
    if (oldest === undefined || next === undefined) break
    removeSessions(database, [oldest])
    removed += 1
  }
  if (removed > 0) database.exec('PRAGMA incremental_vacuum')
}

/** With everything that only they had. */
export function removeSessions(database: DatabaseSync, sessions: readonly string[]): void {
  if (sessions.length === 0) return
  for (const id of sessions) {
    database.prepare('DELETE FROM sessions WHERE id = ?').run(id)
    database.prepare('DELETE FROM session_lines WHERE session_id = ?').run(id)
    database.prepare('DELETE FROM session_entries WHERE session_id = ?').run(id)
  }
  database.exec(
    `DELETE FROM contents
    WHERE NOT EXISTS (SELECT 1 FROM session_entries WHERE session_entries.sha256 = contents.sha256)`,
  )
}

function keptBytes(database: DatabaseSync): number {
  const sum = database
    .prepare(
      `SELECT coalesce((SELECT sum(bytes) FROM sessions), 0) + coalesce((SELECT sum(bytes) FROM contents), 0)
      AS bytes`,
    )
    .get()
  return Number(sum?.['bytes'])
}

function ids(database: DatabaseSync, sql: string, value: number): readonly string[] {
  return database
    .prepare(sql)
    .all(value)
    .map((row) => String(row['id']))
}
