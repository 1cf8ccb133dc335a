import type {DatabaseSync} from 'node:sqlite'
import {promisify} from 'node:util'
import {deflate, inflate} from 'node:zlib'
import type {Attempt} from './attempt.ts'
import type {State} from './open-state.ts'
import {copyConversation, turnsOf} from './copy-conversation.ts'
import {pruneSessions} from './prune-sessions.ts'
import {parseSession} from './parse-record.ts'
import type {RecordLine, SessionLine, SessionRecord, WorkspaceEntry} from './session-record.ts'

export interface SessionSummary {
  readonly id: string
  readonly startedAtMs: number
  readonly root: string
  readonly model: string
  readonly prompt: string
  /** Absent while it runs, and where it was killed. `done`, or the outcomes of the turn. */
  readonly outcome?: string
}

export interface KeptFile {
  readonly sha256: string
  readonly bytes: Uint8Array
}

export type FoundSession =
  | {readonly kind: 'found'; readonly id: string}
  | {readonly kind: 'none'}
  | {readonly kind: 'several'; readonly ids: readonly string[]}

export interface TurnPlace {
  readonly after: string
  readonly forkOf?: string
  readonly newId: () => string
}

/** Records of sessions. Everything that is given to it is redacted already. */
export interface SessionStore {
  /**
   * Opens the record of a turn and gives the id of its conversation. `after` is the turn that it goes on from: where
   * another process has gone on from there already, the turn gets a conversation of its own, with copies of those
   * before it. With `forkOf` it gets one in any case, under its own id, with those of that conversation.
   */
  begin(session: SessionLine, place?: TurnPlace): Promise<Attempt<string>>
  /** `first` is the number of the first line. False: the session was removed meanwhile, and nothing was written. */
  append(id: string, lines: {readonly first: number; readonly lines: readonly RecordLine[]}): Promise<Attempt<boolean>>
  /** Names before contents: what nothing names is removed. */
  addEntries(id: string, entries: readonly WorkspaceEntry[]): Promise<Attempt<void>>
  addContents(files: readonly KeptFile[]): Promise<Attempt<void>>
  end(id: string, end: {readonly outcome: string; readonly costUsd?: number}): Promise<Attempt<void>>
  prune(nowMs: number): Promise<Attempt<void>>
  /** Newest first. */
  list(count: number): Promise<Attempt<readonly SessionSummary[]>>
  /** By the beginning of its id; the newest one for `last`. */
  find(name: string): Promise<Attempt<FoundSession>>
  /** @throws CodexError with exit code 3 for a record of a newer version, 2 for one that cannot be read. */
  load(id: string): Promise<Attempt<SessionRecord>>
}

const compress = promisify(deflate)
const decompress = promisify(inflate)
/** How much is compressed and written at a time: a transaction keeps the process from everything else. */
const chunkBytes = 1024 * 1024

export function createSessionStore(state: State): SessionStore {
  return {
    begin: (session, place) => state.write((database) => begin(database, session, place)),
    append: (id, lines) => state.write((database) => append(database, id, lines)),
    addEntries: (id, entries) => state.write((database) => addEntries(database, id, entries)),
    addContents: (files) => addContents(state, files),
    end: (id, {outcome, costUsd}) =>
      state.write((database) => {
        database.prepare('UPDATE sessions SET outcome = ?, cost_usd = ? WHERE id = ?').run(outcome, costUsd ?? null, id)
      }),
    prune: (nowMs) => state.write((database) => pruneSessions(database, nowMs)),
    list: (count) => state.read((database) => list(database, count)),
    find: (name) => state.read((database) => find(database, name)),
    load: (id) => load(state, id),
  }
}

function begin(database: DatabaseSync, session: SessionLine, place?: TurnPlace): string {
  const {id, started_at_ms: startedAtMs, root, request, settings, verb} = session
  const conversationId = openConversation(database, session.conversation_id ?? id, place)
  const record = JSON.stringify({...session, conversation_id: conversationId})
  database
    .prepare(
      `INSERT INTO sessions (id, started_at_ms, root, model, prompt, outcome, bytes, record, conversation_id, verb)
      VALUES (?, ?, ?, ?, ?, NULL, ?, ?, ?, ?)`,
    )
    .run(
      id,
      startedAtMs,
      root,
      settings.runtime.settings.model,
      request.prompt.slice(0, 200),
      Buffer.byteLength(record),
      record,
      conversationId,
      verb ?? null,
    )
  return conversationId
}

/** The conversation that the turn goes into: a copy where it forks one, or another turn follows `after` already. */
function openConversation(database: DatabaseSync, id: string, place: TurnPlace | undefined): string {
  if (place === undefined) return id
  const {after: upTo, forkOf, newId} = place
  if (forkOf !== undefined) {
    copyConversation(database, {id: forkOf, upTo, copy: id, newId})
    return id
  }
  const newest = turnsOf(database, id).at(-1)
  if (newest === undefined || newest === upTo) return id
  const copy = newId()
  copyConversation(database, {id, upTo, copy, newId})
  return copy
}

function append(
  database: DatabaseSync,
  id: string,
  {first, lines}: {readonly first: number; readonly lines: readonly RecordLine[]},
): boolean {
  const texts = lines.map((line) => JSON.stringify(line))
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  const {changes} = database.prepare('UPDATE sessions SET bytes = bytes + ? WHERE id = ?').run(bytes, id)
  if (changes === 0) return false

  const insert = database.prepare('INSERT INTO session_lines (session_id, number, line) VALUES (?, ?, ?)')
  for (const [index, text] of texts.entries()) insert.run(id, first + index, text)
  return true
}

function addEntries(database: DatabaseSync, id: string, entries: readonly WorkspaceEntry[]): void {
  const insert = database.prepare(
    'INSERT OR REPLACE INTO session_entries (session_id, path, sha256, entry) VALUES (?, ?, ?, ?)',
  )
  for (const entry of entries) {
    insert.run(id, entry.path, entry.type === 'file' ? entry.sha256 : null, JSON.stringify(entry))
  }
}

async function addContents(state: State, files: readonly KeptFile[]): Promise<Attempt<void>> {
  for (const chunk of chunksOf(files)) {
    const known = await state.read((database) => {
      const look = database.prepare('SELECT 1 FROM contents WHERE sha256 = ?')
      return new Set(chunk.filter(({sha256}) => look.get(sha256) !== undefined).map(({sha256}) => sha256))
    })
    if (known.kind === 'failed') return known

    const missing = chunk.filter(({sha256}) => !known.result.has(sha256))
    const deflated = await Promise.all(missing.map(async ({sha256, bytes}) => ({sha256, bytes: await compress(bytes)})))
    const written = await state.write((database) => {
      const insert = database.prepare('INSERT OR IGNORE INTO contents (sha256, bytes, deflated) VALUES (?, ?, ?)')
      for (const {sha256, bytes} of deflated) insert.run(sha256, bytes.length, bytes)
    })
    if (written.kind === 'failed') return written
  }
  return {kind: 'done', result: undefined}
}

function chunksOf(files: readonly KeptFile[]): readonly (readonly KeptFile[])[] {
  const chunks: KeptFile[][] = []
  let bytes = Infinity
  for (const file of files) {
    if (bytes > chunkBytes) {
      chunks.push([])
      bytes = 0
    }
    chunks.at(-1)?.push(file)
    bytes += file.bytes.length
  }
  return chunks
}

function list(database: DatabaseSync, count: number): readonly SessionSummary[] {
  const rows = database
    .prepare(
      `SELECT id, started_at_ms, root, model, prompt, outcome FROM sessions
      ORDER BY started_at_ms DESC, id LIMIT ?`,
    )
    .all(count)
  return rows.map((row) => ({
    id: String(row['id']),
    startedAtMs: Number(row['started_at_ms']),
    root: String(row['root']),
    model: String(row['model']),
    prompt: String(row['prompt']),
    ...(row['outcome'] !== null && {outcome: String(row['outcome'])}),
  }))
}

function find(database: DatabaseSync, name: string): FoundSession {
  if (name === 'last') {
    const [newest] = list(database, 1)
    return newest === undefined ? {kind: 'none'} : {kind: 'found', id: newest.id}
  }
  const rows = database
    .prepare('SELECT id FROM sessions WHERE substr(id, 1, ?) = ? ORDER BY id LIMIT 5')
    .all(name.length, name)
  const ids = rows.map((row) => String(row['id']))
  const [first] = ids
  if (first === undefined || name === '') return {kind: 'none'}
  return ids.length === 1 ? {kind: 'found', id: first} : {kind: 'several', ids}
}

async function load(state: State, id: string): Promise<Attempt<SessionRecord>> {
  const rows = await state.read((database) => {
    const texts = (sql: string): string[] =>
      database
        .prepare(sql)
        .all(id)
        .map((row) => String(row['text']))
    return {
      session: texts('SELECT record AS text FROM sessions WHERE id = ?'),
      lines: texts('SELECT line AS text FROM session_lines WHERE session_id = ? ORDER BY number'),
      entries: texts('SELECT entry AS text FROM session_entries WHERE session_id = ? ORDER BY path'),
      contents: database
        .prepare(
          `SELECT sha256, deflated FROM contents
          WHERE sha256 IN (SELECT sha256 FROM session_entries WHERE session_id = ?)`,
        )
        .all(id),
    }
  })
  if (rows.kind === 'failed') return rows

  const contents = await Promise.all(
    rows.result.contents.map(
      async (row) => [String(row['sha256']), await decompress(row['deflated'] as Uint8Array)] as const,
    ),
  )
  return {kind: 'done', result: parseSession({...rows.result, contents: new Map(contents)}, `The session ${id}`)}
}
