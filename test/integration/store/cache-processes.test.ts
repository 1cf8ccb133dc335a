import {type ChildProcess, spawn} from 'node:child_process'
import {createHash} from 'node:crypto'
import {once} from 'node:events'
import {readdir} from 'node:fs/promises'
import path from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {setTimeout as delay} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import {expect, onTestFinished, test} from 'vitest'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'

const program = fileURLToPath(new URL('../../fixtures/store/use-cache.ts', import.meta.url))
const kills = 25

test('8 processes write, read, count, evict and clear at once, and nobody fails or reads half an answer', async () => {
  const folder = await temporaryFolder()
  const children = [...'abcdefgh'].map((name, index) => start(folder, [name, '30', index === 0 ? 'yes' : 'no']))

  const ends = await Promise.all(
    children.map(async (child) => {
      const chunks: Buffer[] = []
      child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk))
      const [exitCode] = (await once(child, 'close')) as [number]
      return {exitCode, done: JSON.parse(Buffer.concat(chunks).toString().replace('ready\n', '')) as Done}
    }),
  )

  expect(ends.map(({exitCode, done: {written, torn, failed}}) => ({exitCode, written, torn, failed}))).toEqual(
    ends.map(() => ({exitCode: 0, written: 30, torn: 0, failed: []})),
  )
  const hits = ends.reduce((sum, {done}) => sum + done.hits, 0)
  expect(hits).toBeGreaterThan(0)
  const database = openedAgain(folder)
  expect(database.prepare('SELECT sum(hits) AS hits, sum(saved_usd) AS usd FROM cache_hits').get()).toEqual({
    hits,
    usd: hits,
  })
})

test('a kill at any moment leaves a sound database and no half answer', {timeout: 120_000}, async () => {
  const folder = await temporaryFolder()
  let rows = 0

  for (let round = 0; round < kills; round++) {
    const child = start(folder, ['k'])
    if (child.stdout !== null) await once(child.stdout, 'data')
    await delay(Math.random() * 40)
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    expect(await exit).toEqual([null, 'SIGKILL'])

    const answers = openedAgain(folder).prepare('SELECT answer, bytes FROM cache_entries').all()
    for (const {answer, bytes} of answers) expect({whole: isWhole(String(answer)), bytes}).toEqual(wholeOf(answer))
    rows += answers.length
  }

  expect(rows).toBeGreaterThan(kills)
  expect((await readdir(folder)).filter((name) => name.includes('damaged') || name.includes('suspect'))).toEqual([])
})

interface Done {
  readonly written: number
  readonly hits: number
  readonly torn: number
  readonly failed: readonly string[]
}

function start(folder: string, argv: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, ['--conditions=source', program, folder, ...argv], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {NODE_COMPILE_CACHE: path.join(folder, 'compile-cache')},
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

/** The database as the next process finds it. */
function openedAgain(folder: string): DatabaseSync {
  const database = new DatabaseSync(path.join(folder, 'state.db'))
  onTestFinished(() => {
    if (database.isOpen) database.close()
  })
  expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{integrity_check: 'ok'}])
  return database
}

function isWhole(text: string): boolean {
  return createHash('sha256').update(text.slice(64)).digest('hex') === text.slice(0, 64)
}

function wholeOf(answer: unknown) {
  return {whole: true, bytes: Buffer.byteLength(String(answer))}
}
