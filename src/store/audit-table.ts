/** The last line of the audit log: without it nobody could see that the end of the log was cut off. */
export const auditTable = `
  CREATE TABLE audit_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
`
