/**
 * `record` of a session and `line` are JSON (session-record.ts). Contents of files are kept once, compressed, for all
 * sessions that name them. Times are milliseconds since 1970; bytes are what is kept, not what it was before.
 */
export const sessionTables = `
  CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    started_at_ms INTEGER NOT NULL,
    root TEXT NOT NULL,
    model TEXT NOT NULL,
    prompt TEXT NOT NULL,
    outcome TEXT,
    bytes INTEGER NOT NULL,
    record TEXT NOT NULL
  ) STRICT;
  CREATE INDEX sessions_by_age ON sessions (started_at_ms);

  CREATE TABLE session_lines (
    session_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (session_id, number)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE session_entries (
    session_id TEXT NOT NULL,
    path TEXT NOT NULL,
    sha256 TEXT,
    entry TEXT NOT NULL,
    PRIMARY KEY (session_id, path)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX session_entries_by_content ON session_entries (sha256);

  CREATE TABLE contents (
    sha256 TEXT PRIMARY KEY,
    bytes INTEGER NOT NULL,
    deflated BLOB NOT NULL
  ) STRICT;
`
