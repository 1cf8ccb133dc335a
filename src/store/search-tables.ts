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

/** Made by the first search. Letters in threes: a part of a name is found too, and texts without blanks. */
export const searchIndex = `
  CREATE VIRTUAL TABLE session_index USING fts5(text, content = 'session_texts', content_rowid = 'id', tokenize = 'trigram');
  INSERT INTO session_index (session_index, rank) VALUES ('secure-delete', 1);

  CREATE TRIGGER session_index_add AFTER INSERT ON session_texts BEGIN
    INSERT INTO session_index (rowid, text) VALUES (new.id, new.text);
  END;
  CREATE TRIGGER session_index_remove AFTER DELETE ON session_texts BEGIN
    INSERT INTO session_index (session_index, rowid, text) VALUES ('delete', old.id, old.text);
  END;
`
