/**
 * Which turns belong together: those with one `conversation_id`, in the order of their rows. What was recorded before
 * is a conversation of one turn each. `verb` is the command line's; `cost_usd` is absent where it is not known.
 */
export const conversationColumns = `
  ALTER TABLE sessions ADD COLUMN conversation_id TEXT NOT NULL DEFAULT '';
  ALTER TABLE sessions ADD COLUMN verb TEXT;
  ALTER TABLE sessions ADD COLUMN cost_usd REAL;
  UPDATE sessions SET conversation_id = id;
  CREATE INDEX sessions_by_conversation ON sessions (conversation_id);
`
