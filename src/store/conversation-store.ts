import type {DatabaseSync} from 'node:sqlite'
import type {Attempt} from './attempt.ts'
import {copyConversation, turnsOf} from './copy-conversation.ts'
import type {State} from './open-state.ts'
import {parseSession} from './parse-record.ts'
import {removeSessions} from './prune-sessions.ts'
import type {SessionRecord} from './session-record.ts'

export interface ConversationSummary {
  readonly id: string
  readonly startedAtMs: number
  /** When the last turn began. */
  readonly lastTurnAtMs: number
  readonly root: string
  readonly model: string
  /** Of the last turn; absent in older records. */
  readonly verb?: string
  readonly turns: number
  /** The beginning of the first one. */
  readonly prompt: string
  /** Of the last turn. Absent while it runs, and where it was killed. */
  readonly outcome?: string
  /** Of the turns whose cost is known; absent where that is none. */
  readonly costUsd?: number
  /** Turns that have ended, and whose cost is not known. */
  readonly unpricedTurns: number
}

/** A turn as it was recorded, without the files of its workspace. */
export type RecordedTurn = Pick<SessionRecord, 'session' | 'lines'> & {readonly outcome?: string}

export type FoundConversation =
  | {readonly kind: 'found'; readonly id: string}
  | {readonly kind: 'none'}
  | {readonly kind: 'several'; readonly ids: readonly string[]}

/** The recorded turns, by the conversation that they belong to. */
export interface ConversationStore {
  /** Newest first; of one workspace where `root` is given. */
  list(filter: {readonly root?: string; readonly count?: number}): Promise<Attempt<readonly ConversationSummary[]>>
  /** By the beginning of its id or of that of one of its turns; `last` is the newest one, of the workspace `root`. */
  find(name: string, root?: string): Promise<Attempt<FoundConversation>>
  /**
   * In their order; empty where there is no such conversation.
   * @throws CodexError with exit code 3 for a record of a newer version, 2 for one that cannot be read.
   */
  turns(id: string): Promise<Attempt<readonly RecordedTurn[]>>
  /** A new conversation that begins with the first `turns` of another one, all when left out. Undefined: there is no such turn. */
  fork(
    id: string,
    options: {readonly turns?: number; readonly newId: () => string},
  ): Promise<Attempt<string | undefined>>
  /** Deletes conversations for good and returns how many turns that were. */
  remove(ids: readonly string[]): Promise<Attempt<number>>
}

export function createConversationStore(state: State): ConversationStore {
  return {
    list: (filter) => state.read((database) => list(database, filter)),
    find: (name, root) => state.read((database) => find(database, name, root)),
    turns: (id) => loadTurns(state, id),
    fork: (id, {turns, newId}) =>
      state.write((database) => {
        const upTo = turnsOf(database, id).at(turns === undefined ? -1 : turns - 1)
        if (upTo === undefined) return undefined
        const copy = newId()
        copyConversation(database, {id, upTo, copy, newId})
        return copy
      }),
    remove: (ids) => remove(state, ids),
  }
}

async function remove(state: State, ids: readonly string[]): Promise<Attempt<number>> {
  const removed = await state.write((database) => {
    const turns = ids.flatMap((id) => turnsOf(database, id))
    removeSessions(database, turns)
    return turns.length
  })
  if (removed.kind === 'done' && removed.result > 0) await state.shrink()
  return removed
}

function list(
  database: DatabaseSync,
  {root, count = -1}: {readonly root?: string; readonly count?: number},
): readonly ConversationSummary[] {
  const rows = database
    .prepare(
      `WITH conversations AS (
        SELECT conversation_id, count(*) AS turns, min(rowid) AS first, max(rowid) AS newest, sum(cost_usd) AS cost_usd,
          sum(outcome IS NOT NULL AND cost_usd IS NULL) AS unpriced
        FROM sessions GROUP BY conversation_id
      )
      SELECT conversations.*, opening.started_at_ms AS first_ms, opening.prompt, latest.started_at_ms AS newest_ms,
        latest.root, latest.model, latest.verb, latest.outcome
      FROM conversations
      JOIN sessions AS opening ON opening.rowid = conversations.first
      JOIN sessions AS latest ON latest.rowid = conversations.newest
      WHERE ? IS NULL OR latest.root = ?
      ORDER BY conversations.newest DESC LIMIT ?`,
    )
    .all(root ?? null, root ?? null, count)
  return rows.map((row) => ({
    id: String(row['conversation_id']),
    startedAtMs: Number(row['first_ms']),
    lastTurnAtMs: Number(row['newest_ms']),
    root: String(row['root']),
    model: String(row['model']),
    turns: Number(row['turns']),
    prompt: String(row['prompt']),
    unpricedTurns: Number(row['unpriced']),
    ...(typeof row['verb'] === 'string' && {verb: row['verb']}),
    ...(typeof row['outcome'] === 'string' && {outcome: row['outcome']}),
    ...(typeof row['cost_usd'] === 'number' && {costUsd: row['cost_usd']}),
  }))
}

/** How many of several are named. */
const mostNamed = 5

function find(database: DatabaseSync, name: string, root: string | undefined): FoundConversation {
  if (name === 'last') {
    const [newest] = list(database, {count: 1, ...(root !== undefined && {root})})
    return newest === undefined ? {kind: 'none'} : {kind: 'found', id: newest.id}
  }
  const ids = database
    .prepare(
      `SELECT DISTINCT conversation_id AS id FROM sessions
      WHERE substr(conversation_id, 1, ?) = ? OR substr(id, 1, ?) = ? ORDER BY 1 LIMIT ?`,
    )
    .all(name.length, name, name.length, name, mostNamed)
    .map((row) => String(row['id']))
  const [first] = ids
  if (first === undefined || name === '') return {kind: 'none'}
  return ids.length === 1 || ids.includes(name)
    ? {kind: 'found', id: ids.includes(name) ? name : first}
    : {kind: 'several', ids}
}

async function loadTurns(state: State, id: string): Promise<Attempt<readonly RecordedTurn[]>> {
  const rows = await state.read((database) => {
    const lines = database.prepare('SELECT line FROM session_lines WHERE session_id = ? ORDER BY number')
    return database
      .prepare('SELECT id, record, outcome FROM sessions WHERE conversation_id = ? ORDER BY rowid')
      .all(id)
      .map((row) => ({
        id: String(row['id']),
        session: [String(row['record'])],
        lines: lines.all(String(row['id'])).map(({line}) => String(line)),
        outcome: row['outcome'],
      }))
  })
  if (rows.kind === 'failed') return rows
  const turns = rows.result.map(({outcome, ...raw}) => {
    const {session, lines} = parseSession({...raw, entries: [], contents: new Map()}, `The turn ${raw.id}`)
    return {session, lines, ...(typeof outcome === 'string' && {outcome})}
  })
  return {kind: 'done', result: turns}
}
