import type {DatabaseSync} from 'node:sqlite'
import type {Attempt} from './attempt.ts'
import type {State} from './open-state.ts'
import {searchIndex} from './search-tables.ts'
import {searchedTexts, type TextKind} from './searched-texts.ts'

export interface SearchQuery {
  /** Each must be found somewhere in a conversation; a part of a word is enough. */
  readonly words: readonly string[]
  /** Of one workspace where it is given. */
  readonly root?: string
  readonly count: number
}

export interface FoundText {
  /** The turn. */
  readonly sessionId: string
  readonly kind: TextKind
  readonly text: string
}

export interface SearchHit {
  readonly conversationId: string
  /** The first of them, in the order of the conversation. */
  readonly texts: readonly FoundText[]
}

/** How many turns are read between two looks at what else there is to do. */
const batch = 16
const mostTexts = 3

/** Newest conversation first. Turns that were never searched are read first, which may take a while once. */
export async function searchConversations(state: State, query: SearchQuery): Promise<Attempt<readonly SearchHit[]>> {
  for (;;) {
    const indexed = await state.write(indexSome)
    if (indexed.kind === 'failed') return indexed
    if (indexed.result < batch) break
  }
  return state.read((database) => search(database, query))
}

/** Returns how many turns it has read. */
function indexSome(database: DatabaseSync): number {
  const hasIndex = database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'session_index'`).get() !== undefined
  if (!hasIndex) database.exec(searchIndex)

  const turns = database
    .prepare('SELECT id, record, bytes FROM sessions WHERE indexed_bytes IS NULL OR indexed_bytes <> bytes LIMIT ?')
    .all(batch)
  const lines = database.prepare(
    `SELECT line FROM session_lines WHERE session_id = ? AND line LIKE '{"kind":"event"%'
    AND line NOT LIKE '{"kind":"event","event":{"type":"%.delta"%' ORDER BY number`,
  )
  const forget = database.prepare('DELETE FROM session_texts WHERE session_id = ?')
  const insert = database.prepare('INSERT INTO session_texts (session_id, kind, text) VALUES (?, ?, ?)')
  const settle = database.prepare('UPDATE sessions SET indexed_bytes = bytes WHERE id = ?')
  for (const {id, record} of turns.map((row) => ({id: String(row['id']), record: String(row['record'])}))) {
    forget.run(id)
    const texts = searchedTexts(
      record,
      lines.all(id).map(({line}) => String(line)),
    )
    for (const {kind, text} of texts) insert.run(id, kind, text)
    settle.run(id)
  }
  return turns.length
}

function search(database: DatabaseSync, {words, root, count}: SearchQuery): readonly SearchHit[] {
  const found = words.map((word) => textsWith(database, word))
  const conversations = database
    .prepare(
      `WITH newest AS (SELECT conversation_id AS id, max(rowid) AS latest FROM sessions GROUP BY conversation_id)
      SELECT newest.id FROM newest JOIN sessions ON sessions.rowid = latest
      WHERE ? IS NULL OR root = ? ORDER BY latest DESC`,
    )
    .all(root ?? null, root ?? null)
    .map((row) => String(row['id']))
    .filter((id) => found.length > 0 && found.every((texts) => texts.has(id)))
  return conversations.slice(0, count).map((conversationId) => {
    const ids = [...new Set(found.flatMap((texts) => texts.get(conversationId) ?? []))].toSorted((a, b) => a - b)
    return {conversationId, texts: ids.slice(0, mostTexts).map((id) => textOf(database, id))}
  })
}

/** The least that the index finds. */
const leastLetters = 3

/** The ids of texts with a word, by conversation. */
function textsWith(database: DatabaseSync, word: string): ReadonlyMap<string, readonly number[]> {
  const isIndexed = Array.from(word).length >= leastLetters
  const texts = isIndexed
    ? 'session_texts.id IN (SELECT rowid FROM session_index WHERE session_index MATCH ?)'
    : 'instr(lower(session_texts.text), lower(?)) > 0'
  const rows = database
    .prepare(
      `SELECT session_texts.id, conversation_id FROM session_texts
      JOIN sessions ON sessions.id = session_texts.session_id WHERE ${texts}`,
    )
    .all(isIndexed ? `"${word.replaceAll('"', '""')}"` : word)
  const found = new Map<string, number[]>()
  for (const row of rows) {
    const conversation = String(row['conversation_id'])
    found.set(conversation, [...(found.get(conversation) ?? []), Number(row['id'])])
  }
  return found
}

function textOf(database: DatabaseSync, id: number): FoundText {
  const row = database.prepare('SELECT session_id, kind, text FROM session_texts WHERE id = ?').get(id)
  return {sessionId: String(row?.['session_id']), kind: row?.['kind'] as TextKind, text: String(row?.['text'])}
}
