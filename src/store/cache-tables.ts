/** `key` is the hash of a request; times are milliseconds since 1970, `day` is a date such as `2026-11-23`, in UTC. */
export const cacheTables = `
  CREATE TABLE cache_entries (
    key TEXT PRIMARY KEY,
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    used_at_ms INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    answer TEXT NOT NULL
  ) STRICT;
  CREATE INDEX cache_entries_by_use ON cache_entries (used_at_ms, bytes);
  CREATE INDEX cache_entries_by_age ON cache_entries (created_at_ms);

  CREATE TABLE cache_hits (
    day TEXT NOT NULL,
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    hits INTEGER NOT NULL,
    unpriced_hits INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL,
    cached_input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    reasoning_tokens INTEGER NOT NULL,
    saved_usd REAL NOT NULL,
    PRIMARY KEY (day, provider, model)
  ) STRICT, WITHOUT ROWID;
`
