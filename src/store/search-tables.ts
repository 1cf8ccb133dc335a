/**
 * What is found by its words: the texts of recorded turns, which a search brings up to date before it looks.
 * `indexed_bytes` is how much of a record they were taken from.
 */
export const searchTables = `
  ALTER TABLE sessions ADD COLUMN indexed_bytes INTEGER;

  CREATE TABLE session_texts (
    id INTEGER PRIMARY KEY,
    session_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL
  ) STRICT;
  CREATE INDEX session_texts_by_session ON session_texts (session_id);

  CREATE TRIGGER session_texts_go AFTER DELETE ON sessions BEGIN
    DELETE FROM session_texts WHERE session_id = old.id;
  END;
`
