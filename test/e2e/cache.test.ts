import {chmod, mkdir, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {expect, test} from 'vitest'
import {codexPlace, type CodexPlace, filesBelow, testKey} from '../helpers/codex-place.ts'
import {runs, says} from '../helpers/replies.ts'

const usage = {input_tokens: 1000, cached_tokens: 0, output_tokens: 100, reasoning_tokens: 0}
const answer = {...says('# The answer\n\nGrüße 👋'), usage}

test('the same prompt again sends nothing, gives the same bytes, and says what it saved', async () => {
  const place = await codexPlace({steps: [answer]})

  const first = await place.run(['What is it?'])
  const second = await place.run(['What is it?'])
  const third = await place.run(['--json', 'What is it?'])

  expect(place.requests).toHaveLength(1)
  expect(second).toMatchObject({exitCode: 0, stdout: first.stdout})
  expect(second.stderr).toMatch(/cached, saved \$0\.00\d\d/)
  expect(second.stderr).toContain('0 in, 0 out')
  expect(JSON.parse(third.stdout)).toMatchObject({
    answer: '# The answer\n\nGrüße 👋',
    usage: {input_tokens: 0, output_tokens: 0},
    cache_hits: {count: 1, saved_usage: {input_tokens: 1000, output_tokens: 100}},
  })
})

test('an agent turn with commands that read is answered as a whole on an unchanged project', async () => {
  const place = await codexPlace({
    files: {'a.txt': 'one\n', 'sub/b.txt': 'two\n'},
    steps: [runs('ls -R && grep -rn two .'), {...says('It says two.'), usage}],
  })

  const first = await place.run(['What does b say?'])
  const second = await place.run(['What does b say?'])

  expect(place.requests).toHaveLength(2)
  expect(second).toMatchObject({exitCode: 0, stdout: first.stdout})
  expect(second.stderr).toContain('shell: ls -R && grep -rn two .')
})

test('a changed file makes the next request a new one', async () => {
  const place = await codexPlace({
    files: {'a.txt': 'one\n'},
    steps: [runs('cat a.txt'), says('One.'), says('Two.')],
  })
  await place.run(['What does a say?'])

  await writeFile(path.join(place.project, 'a.txt'), 'two\n')
  const second = await place.run(['What does a say?'])

  expect(place.requests).toHaveLength(3)
  expect(second.stdout).toBe('Two.\n')
})

test('--cache off neither reads nor keeps', async () => {
  const place = await codexPlace({steps: [says('One.'), says('Two.')]})

  const runsOfBoth = [await place.run(['--cache', 'off', 'Say it']), await place.run(['--cache', 'off', 'Say it'])]

  expect(runsOfBoth.map(({stdout}) => stdout)).toEqual(['One.\n', 'Two.\n'])
  expect(await statistics(place)).toMatchObject({entries: 0})
})

test('--cache refresh asks and replaces, --cache only never asks and needs no key', async () => {
  const place = await codexPlace({steps: [says('One.'), says('Two.')]})

  const miss = await place.run(['--cache', 'only', 'Say it'], {env: {OPENAI_API_KEY: ''}})
  await place.run(['Say it'])
  const refreshed = await place.run(['--cache', 'refresh', 'Say it'])
  const hit = await place.run(['--cache', 'only', 'Say it'], {env: {OPENAI_API_KEY: ''}})

  expect(miss).toMatchObject({exitCode: 5, stdout: ''})
  expect(miss.stderr).toContain('No request was sent.')
  expect(refreshed.stdout).toBe('Two.\n')
  expect(hit).toMatchObject({exitCode: 0, stdout: 'Two.\n'})
  expect(place.requests).toHaveLength(2)
})

test('errors and answers that were cut are not kept', async () => {
  const place = await codexPlace({
    steps: [
      {reply: [{text: 'Half'}], fault: {incomplete: 'max_output_tokens'}},
      {reply: [], fault: {status: 400, body: {error: {message: 'no'}}}},
      says('Whole.'),
    ],
  })

  const ends = [await place.run(['Say it']), await place.run(['Say it']), await place.run(['Say it'])]

  expect(ends.map(({exitCode}) => exitCode)).toEqual([5, 5, 0])
  expect(await statistics(place)).toMatchObject({entries: 1})
})

test('codex cache stats shows the hit and the saving, codex cache clear deletes the answers and nothing else', async () => {
  const place = await codexPlace({steps: [answer, says('Again.')]})
  await place.run(['-m', 'gpt-4.1', '--provider', 'openai', 'Say it'])
  await place.run(['-m', 'gpt-4.1', '--provider', 'openai', 'Say it'])

  const shown = await place.run(['cache', 'stats'])
  expect(shown.stdout).toMatch(/^Answers {2}1, \d+ B of at most 250 MB, the oldest from 20\d\d-/)
  expect(shown.stdout).toContain('1 hit, saved $0.0028 (1,000 tokens in, 100 out)')
  const hits = {
    hits: 1,
    input_tokens: 1000,
    cached_input_tokens: 0,
    output_tokens: 100,
    reasoning_tokens: 0,
    saved_usd: 0.0028,
    unpriced_hits: 0,
  }
  expect(await statistics(place)).toMatchObject({version: 1, entries: 1, today: hits, in_all: hits})

  const nothing = await place.run(['cache', 'clear', '--older-than', '1d'])
  const cleared = await place.run(['cache', 'clear'])
  expect([nothing.stdout, cleared.stdout]).toEqual([
    'Nothing to delete.\n',
    expect.stringMatching(/^Deleted 1 answer, \d+ B\.\n$/),
  ])
  expect(await statistics(place)).toMatchObject({entries: 0, bytes: 0, in_all: hits})
  const again = await place.run(['-m', 'gpt-4.1', '--provider', 'openai', 'Say it'])
  expect(again.stdout).toBe('Again.\n')
})

test('the key is not in the database, which only its owner may read', async () => {
  const place = await codexPlace({steps: [answer]})
  await place.run(['What is it?'])

  expect((await stat(path.join(place.codexHome, 'state.db'))).mode & 0o777).toBe(0o600)
  expect(await database(place)).toContain('The answer')
  expect(await database(place)).not.toContain(testKey)
})

test('a damaged database is set aside with a notice, and the turn goes on', async () => {
  const place = await codexPlace({steps: [answer]})
  await writeFile(path.join(place.codexHome, 'state.db'), 'no database, but long enough to be read as one')

  const run = await place.run(['--json', 'What is it?'])

  const names = (await readdir(place.codexHome)).filter((name) => name.startsWith('state.db.damaged-'))
  expect(names).toHaveLength(1)
  expect(run.exitCode).toBe(0)
  expect(JSON.parse(run.stdout)).toMatchObject({
    notices: [{code: 'STATE_DAMAGED', text: expect.stringContaining(names[0] ?? '?')}],
  })
})

test('a database of a newer version ends every use of it with exit code 3, and is left alone', async () => {
  const place = await codexPlace()
  await newerDatabase(place)
  const before = await database(place)

  const turn = await place.run(['What is it?'])
  const stats = await place.run(['cache', 'stats', '--json'])

  expect([turn, stats].map(({exitCode}) => exitCode)).toEqual([3, 3])
  expect(turn.stderr).toContain('newer codex')
  expect(JSON.parse(stats.stdout)).toMatchObject({exit_code: 3, errors: [{code: 'STATE_NEWER'}]})
  expect(await database(place)).toBe(before)
})

test('a database that cannot be used is said once, and the turn goes on without a cache', async () => {
  const place = await codexPlace({steps: [runs('ls'), says('One.')]})
  await mkdir(path.join(place.codexHome, 'state.db'))

  const run = await place.run(['--json', 'What is it?'])
  const only = await place.run(['--cache', 'only', 'What is it?'])
  const stats = await place.run(['cache', 'stats'])

  const file = path.join(place.codexHome, 'state.db')
  expect(run.exitCode).toBe(0)
  expect(
    (JSON.parse(run.stdout) as {notices: {code: string}[]}).notices.filter(({code}) => code.startsWith('CACHE')),
  ).toEqual([{code: 'CACHE_UNUSABLE', text: `The cache cannot be used, because ${file} is no regular file.`}])
  expect(only).toMatchObject({exitCode: 5, stdout: ''})
  expect(stats).toMatchObject({exitCode: 3, stdout: ''})
  expect(stats.stderr).toContain('is no regular file, so nothing was read or changed.')
})

test('--version and --help open no database', async () => {
  const place = await codexPlace()
  await rm(place.codexHome, {recursive: true})
  await mkdir(place.codexHome)
  await chmod(place.codexHome, 0o700)

  await place.run(['--version'])
  await place.run(['--help'])
  await place.run(['cache', '--help'])

  expect((await readdir(place.codexHome)).filter((name) => name.startsWith('state'))).toEqual([])
})

async function statistics(place: CodexPlace): Promise<unknown> {
  return JSON.parse((await place.run(['cache', 'stats', '--json'])).stdout)
}

/** All bytes of the database and its log. */
async function database(place: CodexPlace): Promise<string> {
  const files = Object.entries(await filesBelow(place.codexHome)).filter(([name]) => name.startsWith('state.db'))
  const texts = await Promise.all(files.map(([name]) => readFile(path.join(place.codexHome, name), 'utf8')))
  return texts.join('')
}

async function newerDatabase(place: CodexPlace): Promise<void> {
  const newer = new DatabaseSync(path.join(place.codexHome, 'state.db'))
  newer.exec('PRAGMA user_version = 1000; CREATE TABLE later (a)')
  newer.close()
}
