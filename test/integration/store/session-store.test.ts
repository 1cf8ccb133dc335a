import {spawn} from 'node:child_process'
import {createHash} from 'node:crypto'
import {once} from 'node:events'
import {readFile} from 'node:fs/promises'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import {expect, test} from 'vitest'
import type {Attempt} from '../../../src/store/attempt.ts'
import {exportRecord} from '../../../src/store/export-record.ts'
import {parseExport} from '../../../src/store/parse-record.ts'
import {pruneSessions} from '../../../src/store/prune-sessions.ts'
import type {RecordLine} from '../../../src/store/session-record.ts'
import {createSessionStore} from '../../../src/store/session-store.ts'
import {stateOf} from '../../helpers/open-state-file.ts'
import {sessionLine} from '../../helpers/session-line.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'

const hourMs = 60 * 60_000
const complete: RecordLine = {kind: 'state', outcome: 'complete', redacted_files: []}

async function place() {
  const folder = await temporaryFolder()
  const state = await stateOf(folder)
  return {folder, state, sessions: createSessionStore(state)}
}

function result<Result>(attempt: Attempt<Result>): Result {
  if (attempt.kind === 'failed') throw new Error(attempt.fault.because)
  return attempt.result
}

function content(text: string) {
  const bytes = new TextEncoder().encode(text)
  return {sha256: createHash('sha256').update(bytes).digest('hex'), bytes}
}

test('a session is read back as it was written, also by way of an export', async () => {
  const {sessions} = await place()
  const session = sessionLine({id: 'abcd-1', conversation_id: 'conv-1'})
  const lines: readonly RecordLine[] = [
    {kind: 'event', event: {type: 'step.start', step: 1}},
    {kind: 'request', frame: {model: 'm'}, kept: 0, input: [{type: 'message', text: 'x'}]},
    {kind: 'answer', events: [{type: 'text.delta', text: 'Hé 👋'}]},
    {kind: 'question', question: {kind: 'command', line: 'ls'}, decision: {kind: 'yes'}},
    complete,
  ]
  const text = content('text\n')
  const binary = {
    sha256: createHash('sha256')
      .update(new Uint8Array([0, 255]))
      .digest('hex'),
    bytes: new Uint8Array([0, 255]),
  }
  const entries = [
    {type: 'file', path: 'a.txt', mode: 0o644, written_at_ms: 1, sha256: text.sha256},
    {type: 'file', path: 'b.bin', mode: 0o755, written_at_ms: 1, sha256: binary.sha256},
    {type: 'hidden', path: 'c', is_folder: true},
    {type: 'link', path: 'd', target: 'a.txt'},
  ] as const
  result(await sessions.begin(session))
  expect(result(await sessions.append(session.id, {first: 0, lines}))).toBe(true)
  result(await sessions.addEntries(session.id, entries))
  result(await sessions.addContents([text, binary]))

  const record = result(await sessions.load(session.id))
  const exported = parseExport(exportRecord(record), 'The export')

  expect({...record, contents: plain(record.contents)}).toEqual({
    session,
    lines,
    entries,
    contents: plain(new Map([text, binary].map(({sha256, bytes}) => [sha256, bytes]))),
  })
  expect({...exported, contents: plain(exported.contents)}).toEqual({...record, contents: plain(record.contents)})
})

function plain(contents: ReadonlyMap<string, Uint8Array>): Record<string, number[]> {
  return Object.fromEntries([...contents].map(([sha256, bytes]): [string, number[]] => [sha256, [...bytes]]))
}

test('a session whose workspace was not read to its end has none', async () => {
  const {sessions} = await place()
  result(await sessions.begin(sessionLine()))
  result(
    await sessions.addEntries('session-1', [
      {type: 'file', path: 'a', mode: 0o644, written_at_ms: 1, sha256: content('a').sha256},
    ]),
  )

  const record = result(await sessions.load('session-1'))

  expect(record).toMatchObject({entries: [], lines: []})
})

test.each([
  {what: 'a line', sql: `UPDATE session_lines SET line = '{"kind":"event"}'`, because: 'line 1,'},
  {what: 'what is no JSON', sql: `UPDATE session_lines SET line = 'oops'`, because: 'it is not JSON'},
  {what: 'a content', sql: `UPDATE session_entries SET sha256 = NULL`, because: 'the content of a is missing'},
])('a record in which $what is damaged is refused in words', async ({sql, because}) => {
  const {sessions, state} = await place()
  result(await sessions.begin(sessionLine()))
  result(await sessions.append('session-1', {first: 0, lines: [complete]}))
  result(
    await sessions.addEntries('session-1', [
      {type: 'file', path: 'a', mode: 0o644, written_at_ms: 1, sha256: content('a').sha256},
    ]),
  )
  result(await sessions.addContents([content('a')]))
  await state.write((database) => database.exec(sql))

  await expect(sessions.load('session-1')).rejects.toThrow(because)
})

test('the beginning of an id is enough where it belongs to one session', async () => {
  const {sessions} = await place()
  for (const id of ['abc1-x', 'abc2-y', 'a%c_-z']) result(await sessions.begin(sessionLine({id})))

  const found = await Promise.all(
    ['abc1', 'abc', 'a%', 'x', '', 'last'].map(async (name) => result(await sessions.find(name))),
  )

  expect(found).toEqual([
    {kind: 'found', id: 'abc1-x'},
    {kind: 'several', ids: ['abc1-x', 'abc2-y']},
    {kind: 'found', id: 'a%c_-z'},
    {kind: 'none'},
    {kind: 'none'},
    {kind: 'found', id: expect.any(String)},
  ])
})

test('records that are too old go, then the oldest until the rest fits, and contents go with the last that names them', async () => {
  const {sessions, state} = await place()
  const nowMs = Date.parse('2026-11-23T10:00:00Z')
  const common = content('common '.repeat(10))
  for (const [id, ageMs] of [
    ['old-1', 50 * hourMs],
    ['large-1', 3 * hourMs],
    ['small-1', 2 * hourMs],
    ['newest', hourMs],
  ] as const) {
    const own = content(id)
    result(await sessions.begin(sessionLine({id, started_at_ms: nowMs - ageMs})))
    const frame = {instructions: 'x'.repeat(id === 'large-1' ? 100_000 : 10)}
    result(await sessions.append(id, {first: 0, lines: [{kind: 'request', frame, kept: 0, input: []}]}))
    const files = [own, common].map(
      ({sha256}, index) => ({type: 'file', path: `${index}`, mode: 0o644, written_at_ms: 1, sha256}) as const,
    )
    result(await sessions.addEntries(id, files))
    result(await sessions.addContents([own, common]))
  }

  await state.write((database) => pruneSessions(database, nowMs, {maxAgeMs: 48 * hourMs, maxBytes: 50_000}))

  const left = await state.read((database) => ({
    sessions: database.prepare('SELECT id FROM sessions ORDER BY id').all(),
    lines: database.prepare('SELECT count(*) AS count FROM session_lines').get(),
    contents: new Set(
      database
        .prepare('SELECT sha256 FROM contents')
        .all()
        .map((row) => String(row['sha256'])),
    ),
  }))
  expect(result(left)).toEqual({
    sessions: [{id: 'newest'}, {id: 'small-1'}],
    lines: {count: 2},
    contents: new Set([content('small-1'), content('newest'), common].map(({sha256}) => sha256)),
  })
})

test('the newest record stays, however large it is; a session that was removed meanwhile is not written again', async () => {
  const {sessions, state} = await place()
  result(await sessions.begin(sessionLine({id: 'first'})))
  result(await sessions.begin(sessionLine({id: 'second', started_at_ms: Date.parse('2026-11-23T11:00:00Z')})))

  await state.write((database) =>
    pruneSessions(database, Date.parse('2026-11-23T11:00:00Z'), {maxAgeMs: 48 * hourMs, maxBytes: 1}),
  )

  expect(result(await sessions.list(10)).map(({id}) => id)).toEqual(['second'])
  expect(result(await sessions.append('first', {first: 0, lines: [complete]}))).toBe(false)
})

test('processes that record at once, one of them killed, leave a database with every line that was written', async () => {
  const {folder, sessions} = await place()
  const program = fileURLToPath(new URL('../../fixtures/store/session-writer.ts', import.meta.url))
  const writers = ['writer-1', 'writer-2', 'writer-3'].map((id, index) => {
    const count = index === 2 ? '1000000' : '60'
    const argv = ['--conditions=source', program, folder, id, count]
    return spawn(process.execPath, argv, {stdio: ['ignore', 'pipe', 'inherit']})
  })
  const [first, second, endless] = writers
  const ends = [first, second].map(async (writer) => writer && once(writer, 'exit'))
  if (endless?.stdout) await once(endless.stdout, 'data')

  expect((await Promise.all(ends)).map((end) => end?.[0] as unknown)).toEqual([0, 0])
  endless?.kill('SIGKILL')
  if (endless?.exitCode === null && endless.signalCode === null) await once(endless, 'exit')

  const counts = await Promise.all(
    ['writer-1', 'writer-2', 'writer-3'].map(async (id) => result(await sessions.load(id)).lines.length),
  )
  expect(counts.slice(0, 2)).toEqual([60, 60])
  expect(counts[2]).toBeGreaterThan(0)
  const header = await readFile(path.join(folder, 'state.db'))
  expect(header.subarray(0, 15).toString()).toBe('SQLite format 3')
})
