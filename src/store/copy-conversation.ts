import type {DatabaseSync} from 'node:sqlite'

export interface ConversationCopy {
  readonly id: string
  /** The last turn that goes along. */
  readonly upTo: string
  /** The id of the new one. */
  readonly copy: string
  readonly newId: () => string
}

/** Copies turns into a new conversation, which owes nothing to the old one afterwards; none where `upTo` is not in it. */
export function copyConversation(database: DatabaseSync, {id, upTo, copy, newId}: ConversationCopy): void {
  const turns = turnsOf(database, id)
  for (const turn of turns.slice(0, turns.indexOf(upTo) + 1)) copyTurn(database, {turn, copy, id: newId()})
}

/** The ids of the turns of a conversation, in their order. */
export function turnsOf(database: DatabaseSync, conversationId: string): readonly string[] {
  return database
    .prepare('SELECT id FROM sessions WHERE conversation_id = ? ORDER BY rowid')
    .all(conversationId)
    .map((row) => String(row['id']))
}

/** What it has cost is counted once, where it was paid. */
function copyTurn(
  database: DatabaseSync,
  {turn, copy, id}: {readonly turn: string; readonly copy: string; readonly id: string},
): void {
  database
    .prepare(
      `INSERT INTO sessions (id, started_at_ms, root, model, prompt, outcome, bytes, record, conversation_id, verb, cost_usd)
      SELECT ?, started_at_ms, root, model, prompt, outcome, bytes,
        json_set(record, '$.id', ?, '$.conversation_id', ?), ?, verb, 0
      FROM sessions WHERE id = ?`,
    )
    .run(id, id, copy, copy, turn)
  database
    .prepare('INSERT INTO session_lines SELECT ?, number, line FROM session_lines WHERE session_id = ?')
    .run(id, turn)
  database
    .prepare('INSERT INTO session_entries SELECT ?, path, sha256, entry FROM session_entries WHERE session_id = ?')
    .run(id, turn)
}
