import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {chmod, mkdir, readdir, readFile, stat, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {fileURLToPath} from 'node:url'
import {expect, onTestFinished, test} from 'vitest'
import {migrations} from '../../../src/store/migrations.ts'
import {openStateFile, stateOf} from '../../helpers/open-state-file.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'

const noBytes = 'this is no database, and long enough to be read as a header of one'
const notes = ['CREATE TABLE notes (text TEXT) STRICT']

test('the database and its log are readable for their owner alone, also where the file was not', async () => {
  const folder = path.join(await temporaryFolder(), 'home', '.codex')
  await mkdir(folder, {recursive: true})
  await writeFile(path.join(folder, 'state.db'), '', {mode: 0o644})

  const state = await stateOf(folder)
  await state.write((database) => database.exec('DELETE FROM cache_entries'))

  expect(await modes(folder)).toEqual({'state.db': '600', 'state.db-shm': '600', 'state.db-wal': '600'})
})

test('a folder that is missing is made, for its owner alone', async () => {
  const folder = path.join(await temporaryFolder(), 'home', '.codex')

  await stateOf(folder)

  expect((await stat(folder)).mode & 0o777).toBe(0o700)
})

test('a new database has the version of its tables, a write-ahead log, and gives space back', async () => {
  const state = await stateOf(await temporaryFolder())

  const settings = await state.read((database) =>
    ['user_version', 'journal_mode', 'auto_vacuum', 'synchronous'].map((name) =>
      Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {}).join(''),
    ),
  )

  expect(settings).toEqual({kind: 'done', result: [String(migrations.length), 'wal', '2', '1']})
})

test('an old database gets the tables it lacks and keeps its rows', async () => {
  const folder = await temporaryFolder()
  const old = await stateOf(folder, {migrations: notes})
  await old.write((database) => database.exec("INSERT INTO notes VALUES ('kept')"))
  old.close()

  const state = await stateOf(folder, {migrations: [...notes, 'ALTER TABLE notes ADD COLUMN author TEXT']})

  expect(await state.read((database) => database.prepare('SELECT * FROM notes').all())).toEqual({
    kind: 'done',
    result: [{text: 'kept', author: null}],
  })
})

test('a migration that fails leaves the old database', async () => {
  const folder = await temporaryFolder()
  ;(await stateOf(folder, {migrations: notes})).close()

  const opened = await openStateFile(folder, {migrations: [...notes, 'CREATE TABLE more (a); CREATE TABLE notes (b)']})

  expect(opened).toMatchObject({kind: 'unavailable', fault: {kind: 'failed'}})
  const state = await stateOf(folder, {migrations: notes})
  expect(await state.read((database) => database.prepare('SELECT name FROM sqlite_schema').all())).toEqual({
    kind: 'done',
    result: [{name: 'notes'}],
  })
})

test('a database of a newer version is an error and stays as it is, byte for byte', async () => {
  const folder = await temporaryFolder()
  ;(await stateOf(folder, {migrations: [...notes, 'CREATE TABLE later (a)']})).close()
  const before = await readFile(path.join(folder, 'state.db'))

  const opening = openStateFile(folder, {migrations: notes})

  await expect(opening).rejects.toMatchObject({code: 'STATE_NEWER', exitCode: 3})
  expect(await readFile(path.join(folder, 'state.db'))).toEqual(before)
  expect(await readdir(folder)).toEqual(['state.db'])
})

test('a database of another program is left alone', async () => {
  const folder = await temporaryFolder()
  const foreign = new DatabaseSync(path.join(folder, 'state.db'))
  foreign.exec('CREATE TABLE threads (id TEXT)')
  foreign.close()
  const before = await readFile(path.join(folder, 'state.db'))

  expect(await openStateFile(folder)).toEqual({
    kind: 'unavailable',
    file: path.join(folder, 'state.db'),
    fault: {kind: 'failed', because: 'is the database of another program'},
  })
  expect(await readFile(path.join(folder, 'state.db'))).toEqual(before)
})

test('a damaged database is set aside under a name that is said, and a new one is opened', async () => {
  const folder = await temporaryFolder()
  await writeFile(path.join(folder, 'state.db'), noBytes)
  await writeFile(path.join(folder, 'state.db.damaged-2026-11-23T10-00-00.000Z'), 'an earlier one')

  const opened = await openStateFile(folder)

  const newName = path.join(folder, 'state.db.damaged-2026-11-23T10-00-00.000Z-2')
  expect(opened).toMatchObject({kind: 'open', setAside: newName})
  expect(await readFile(newName, 'utf8')).toBe(noBytes)
  expect(await openStateFile(folder)).not.toHaveProperty('setAside')
})

test('damage that is met in use ends the use, and the next start sets the database aside', async () => {
  const folder = await temporaryFolder()
  const file = path.join(folder, 'state.db')
  const filled = await stateOf(folder, {migrations: notes})
  await filled.write((database) => database.exec('INSERT INTO notes VALUES (hex(zeroblob(200000)))'))
  filled.close()
  const bytes = await readFile(file)
  await writeFile(file, bytes.fill(0xff, 4096 * 2))
  const state = await stateOf(folder, {migrations: notes})

  const all = (name: string) => state.read((database) => database.prepare(`SELECT * FROM ${name}`).all())

  expect(await all('notes')).toMatchObject({kind: 'failed', fault: {kind: 'damaged'}})
  expect(await all('notes')).toEqual({kind: 'failed', fault: {kind: 'failed', because: 'is closed'}})
  const next = await openStateFile(folder, {migrations: notes})
  expect(next).toMatchObject({kind: 'open', setAside: `${file}.damaged-2026-11-23T10-00-00.000Z`})
  expect((await readdir(folder)).filter((name) => name.includes('suspect'))).toEqual([])
})

test('a process that still has the damaged database open does not harm the new one', async () => {
  const folder = await temporaryFolder()
  const file = path.join(folder, 'state.db')
  const old = await stateOf(folder, {migrations: notes})
  // Until then the log has all of it, and there is no damage to be seen.
  checkpoint(old.file)
  await writeFile(file, noBytes)
  const next = await openStateFile(folder, {migrations: notes})
  if (next.kind !== 'open') throw new Error('The new database was not opened.')
  await next.state.write((database) => database.exec("INSERT INTO notes VALUES ('new')"))

  await old.write((database) => database.exec("INSERT INTO notes VALUES ('old')"))
  old.close()

  next.state.close()
  const state = await stateOf(folder, {migrations: notes})
  expect(await state.read((database) => database.prepare('SELECT * FROM notes').all())).toEqual({
    kind: 'done',
    result: [{text: 'new'}],
  })
})

test('a folder that cannot be written and a state.db that is no file are reported, not thrown', async () => {
  const folder = await temporaryFolder()
  await mkdir(path.join(folder, 'taken', 'state.db'), {recursive: true})
  await writeFile(path.join(folder, 'file'), '')

  const opened = await Promise.all([
    openStateFile('/proc/self'),
    openStateFile(path.join(folder, 'file')),
    openStateFile(path.join(folder, 'taken')),
  ])

  expect(opened.map((each) => (each.kind === 'unavailable' ? each.fault : each.kind))).toEqual([
    {kind: 'read-only', because: 'cannot be written (ENOENT)'},
    {kind: 'read-only', because: 'cannot be written (EEXIST)'},
    {kind: 'failed', because: 'is no regular file'},
  ])
})

test('a transaction that throws changes nothing, and one that is in the way for good is a fault', async () => {
  const folder = await temporaryFolder()
  const state = await stateOf(folder, {migrations: notes})

  const thrown = state.write((database) => {
    database.exec("INSERT INTO notes VALUES ('half')")
    throw new Error('a bug')
  })

  await expect(thrown).rejects.toThrow('a bug')
  const other = new DatabaseSync(state.file)
  onTestFinished(() => other.close())
  other.exec('BEGIN IMMEDIATE')
  expect(await state.write((database) => database.exec('DELETE FROM notes'))).toEqual({
    kind: 'failed',
    fault: {kind: 'busy', because: 'is kept busy by another process'},
  })
  expect(await state.read((database) => database.prepare('SELECT count(*) AS rows FROM notes').get())).toEqual({
    kind: 'done',
    result: {rows: 0},
  })
})

test.each([
  ['a new database', undefined],
  ['a damaged one', noBytes],
])('8 processes at once open %s, bring it to its version once, and lose no write', async (_name, content) => {
  const folder = await temporaryFolder()
  await chmod(folder, 0o700)
  if (content !== undefined) await writeFile(path.join(folder, 'state.db'), content)
  const program = fileURLToPath(new URL('../../fixtures/store/open-and-count.ts', import.meta.url))
  const children = Array.from({length: 8}, () =>
    spawn(process.execPath, ['--conditions=source', program, folder, '25'], {stdio: ['pipe', 'pipe', 'inherit']}),
  )
  onTestFinished(() => children.forEach((child) => child.kill('SIGKILL')))
  await Promise.all(children.map((child) => once(child.stdout, 'data')))

  const ends = children.map(async (child) => {
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.stdin.write('go')
    const [exitCode] = (await once(child, 'close')) as [number]
    return {exitCode, said: JSON.parse(Buffer.concat(chunks).toString()) as {setAside: string | null}}
  })
  const results = await Promise.all(ends)

  expect(results.map(({exitCode}) => exitCode)).toEqual(Array.from({length: 8}, () => 0))
  expect(results.filter(({said}) => said.setAside !== null)).toHaveLength(content === undefined ? 0 : 1)
  expect((await readdir(folder)).filter((name) => name.includes('damaged'))).toHaveLength(content === undefined ? 0 : 1)
  const database = new DatabaseSync(path.join(folder, 'state.db'))
  onTestFinished(() => database.close())
  expect(database.prepare('SELECT value FROM counter').all()).toEqual([{value: 200}])
  expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{integrity_check: 'ok'}])
})

function checkpoint(file: string): void {
  const database = new DatabaseSync(file)
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
}

async function modes(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(folder)).toSorted()
  const found = await Promise.all(
    names.map(async (name) => [name, ((await stat(path.join(folder, name))).mode & 0o777).toString(8)] as const),
  )
  return Object.fromEntries(found)
}
