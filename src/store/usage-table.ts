/**
 * What command lines and turns have used: a row each, whatever they ended with. Independent of the records of sessions,
 * and kept for longer. `cost_usd` and `saved_usd` are absent where the price is not known.
 */
export const usageTable = `
  CREATE TABLE usage (
    id INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    verb TEXT NOT NULL,
    plugin TEXT NOT NULL,
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    root TEXT NOT NULL,
    requests INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL,
    cached_input_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    reasoning_tokens INTEGER NOT NULL,
    cost_usd REAL,
    provider_saved_usd REAL,
    cache_hits INTEGER NOT NULL,
    saved_input_tokens INTEGER NOT NULL,
    saved_output_tokens INTEGER NOT NULL,
    saved_usd REAL
  ) STRICT;
  CREATE INDEX usage_by_time ON usage (at_ms);
`
