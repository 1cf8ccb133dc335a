import type {DatabaseSync} from 'node:sqlite'
import type {Attempt} from './attempt.ts'
import type {State} from './open-state.ts'
import {searchedEvents, searchedTexts, type TextKind} from './searched-texts.ts'

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

/** By their beginning, because most lines are long and of no use. */
const eventLines = searchedEvents.map((type) => `line GLOB '{"kind":"event","event":{"type":"${type}"*'`).join(' OR ')

/** Returns how many turns it has read. */
function indexSome(database: DatabaseSync): number {
  const turns = database
    .prepare('SELECT id, record, bytes FROM sessions WHERE indexed_bytes IS NULL OR indexed_bytes <> bytes LIMIT ?')
    .all(batch)
  const lines = database.prepare(
    `SELECT line FROM session_lines WHERE session_id = ? AND (${eventLines}) ORDER BY number`,
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
  const found = textsWith(database, words)
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

/**
 * The ids of texts with each of the words, by conversation. All texts are looked through: they are a few megabytes of
 * the records, and an index would take longer to make than it could ever save (docs/decisions/0011-search-without-an-index.md).
 */
function textsWith(
  database: DatabaseSync,
  words: readonly string[],
): readonly ReadonlyMap<string, readonly number[]>[] {
  const found = words.map((word) => ({word: word.toLowerCase(), texts: new Map<string, number[]>()}))
  const rows = database
    .prepare(
      `SELECT session_texts.id, conversation_id, text FROM session_texts
      JOIN sessions ON sessions.id = session_texts.session_id ORDER BY session_texts.id`,
    )
    .iterate()
  for (const row of rows) {
    const text = String(row['text']).toLowerCase()
    const conversation = String(row['conversation_id'])
    for (const {word, texts} of found) {
      if (!text.includes(word)) continue
      const ids = texts.get(conversation)
      if (ids === undefined) texts.set(conversation, [Number(row['id'])])
      else ids.push(Number(row['id']))
    }
  }
  return found.map(({texts}) => texts)
}

function textOf(database: DatabaseSync, id: number): FoundText {
  const row = database.prepare('SELECT session_id, kind, text FROM session_texts WHERE id = ?').get(id)
  return {sessionId: String(row?.['session_id']), kind: row?.['kind'] as TextKind, text: String(row?.['text'])}
}
