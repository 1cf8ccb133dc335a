/** What a person typed, for the editor to bring back. */
export const inputTables = `
CREATE TABLE inputs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  typed_at_ms INTEGER NOT NULL,
  text TEXT NOT NULL
) STRICT;
`
