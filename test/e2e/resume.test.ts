import path from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {mkdir, rename, rm} from 'node:fs/promises'
import {expect, test} from 'vitest'
import {codexPlace, type CodexPlace, testKey} from '../helpers/codex-place.ts'
import {patches, replaceLine, runs, says} from '../helpers/replies.ts'
import {processStarts} from '../helpers/running-processes.ts'

const noCache = {CODEX_CACHE: 'off'}

/** The conversation of a request to the model, as words. */
function told(place: CodexPlace, request: number): readonly string[] {
  const body = place.requests[request]?.body as {readonly input: readonly Record<string, unknown>[]} | undefined
  const input = body?.input ?? []
  return input.map((item) => JSON.stringify(item['output'] ?? item['arguments'] ?? item['content']))
}

/** Which turns lie in which conversation, in the order of writing. */
function turnsIn(place: CodexPlace): readonly Record<string, unknown>[] {
  const database = new DatabaseSync(path.join(place.codexHome, 'state.db'))
  const rows = database
    .prepare(
      `SELECT id, conversation_id, prompt, json_extract(record, '$.turn') AS turn, verb FROM sessions ORDER BY rowid`,
    )
    .all()
  database.close()
  return rows.map((row) => ({...row}))
}

test('a prompt goes on with the last session of the workspace: the model reads all of it again', async () => {
  const place = await codexPlace({
    env: noCache,
    files: {'a.txt': 'one\n'},
    steps: [runs('cat a.txt'), says('It says one.'), says('As I said, one.')],
  })
  await place.run(['-a', 'full-auto', 'What is in a.txt?'])

  const run = await place.run(['prompt', '--resume', 'last', 'And again?'])

  expect(run).toMatchObject({exitCode: 0, stdout: 'As I said, one.\n'})
  expect(run.stderr).toMatch(/Goes on with session [0-9a-f]{8} after 1 turn\./)
  const texts = told(place, 2)
  expect(texts).toEqual([
    expect.stringContaining('<environment>'),
    expect.stringContaining('What is in a.txt?'),
    expect.stringContaining('cat a.txt'),
    expect.stringContaining('one'),
    expect.stringContaining('It says one.'),
    expect.stringContaining('<environment>'),
    expect.stringContaining('And again?'),
  ])
  const [first, second] = turnsIn(place)
  expect([first, second]).toEqual([
    expect.objectContaining({prompt: 'What is in a.txt?', turn: 1, verb: 'prompt'}),
    expect.objectContaining({prompt: 'And again?', turn: 2, conversation_id: first?.['conversation_id']}),
  ])
})

test('after kill -9 what was written is used, and an open call gets a result that says so', async () => {
  const place = await codexPlace({
    env: noCache,
    files: {'a.txt': 'one\n'},
    steps: [patches(replaceLine('a.txt', 'one', 'two')), runs('echo first'), runs('sleep 4.7713'), says('I see.')],
  })
  const {child, ended} = place.start(['-a', 'full-auto', 'Wait a little'])
  await processStarts('sleep 4.7713')
  child.kill('SIGKILL')
  await ended

  const run = await place.run(['--resume', 'last', 'What happened?'])

  expect(run).toMatchObject({exitCode: 0, stdout: 'I see.\n'})
  const texts = told(place, 3)
  expect(texts.slice(1, -2)).toEqual([
    expect.stringContaining('Wait a little'),
    expect.stringContaining('*** Update File: a.txt'),
    expect.any(String),
    expect.stringContaining('echo first'),
    expect.stringContaining('first'),
    expect.stringContaining('sleep 4.7713'),
    '"The turn was ended before this call had a result. Whether it had an effect is not known."',
  ])
  expect(texts.at(-2)).toContain('It broke off before its end.')
  expect(texts.at(-2)).toContain('Its changes were not applied')
  expect(await place.read('a.txt')).toBe('one\n')
})

test('a turn that was killed before its first request is known by its prompt', async () => {
  const place = await codexPlace({env: noCache, steps: [says('One.'), says('Two.'), says('Three.')]})
  await place.run(['Say one now'])
  await place.run(['--resume', 'last', 'Say two now'])
  const database = new DatabaseSync(path.join(place.codexHome, 'state.db'))
  const second = String(turnsIn(place)[1]?.['id'])
  database.prepare('DELETE FROM session_lines WHERE session_id = ?').run(second)
  database.close()

  const run = await place.run(['--resume', 'last', 'Say three now'])

  expect(run.exitCode).toBe(0)
  expect(told(place, 2).slice(1, -2)).toEqual([
    expect.stringContaining('Say one now'),
    expect.stringContaining('One.'),
    expect.stringContaining('Say two now'),
  ])
})

test('the model of the session answers again, unless another is named; then nothing goes along that only the first can read', async () => {
  const place = await codexPlace({
    env: noCache,
    steps: [{reply: [{reasoning: 'Hm.'}, {text: 'One.'}]}, says('Two.'), says('Three.')],
  })
  await place.run(['-m', 'o3', 'Say one now'])

  await place.run(['--resume', 'last', 'Say two now'])
  await place.run(['--resume', 'last', '-m', 'codex-mini', 'Say three now'])

  expect(place.requests.map(({body}) => (body as {model: string}).model)).toEqual(['o3', 'o3', 'codex-mini'])
  const types = place.requests.map(({body}) => (body as {input: {type: string}[]}).input.map(({type}) => type))
  expect(types[1]).toContain('reasoning')
  expect(types[2]).not.toContain('reasoning')
})

test('a session goes on where it was: elsewhere it is refused, and a workspace that was moved takes it along', async () => {
  const place = await codexPlace({env: noCache, steps: [says('One.'), says('Two.')]})
  await place.run(['Say one now'])
  const [turn] = turnsIn(place)
  const id = String(turn?.['conversation_id'])
  const elsewhere = path.join(place.folder, 'elsewhere')
  await mkdir(elsewhere)

  const refused = await place.run(['--resume', id.slice(0, 6), 'Say two now'], {cwd: elsewhere})
  const none = await place.run(['--resume', 'last', 'Say two now'], {cwd: elsewhere})
  await rm(elsewhere, {recursive: true})
  await rename(place.project, elsewhere)
  const moved = await place.run(['--resume', id.slice(0, 6), 'Say two now'], {cwd: elsewhere})

  expect(refused).toMatchObject({exitCode: 2, stderr: expect.stringContaining(`add -C ${place.project}`)})
  expect(none).toMatchObject({exitCode: 2, stderr: expect.stringContaining('was recorded yet, so nothing was sent.')})
  expect(moved).toMatchObject({exitCode: 0, stdout: 'Two.\n'})
})

test('a fork of which no turn began leaves nothing behind', async () => {
  const place = await codexPlace({env: noCache, steps: [says('One.')]})
  await place.run(['Say one now'])

  const run = await place.run(['--resume', 'last', '--fork', 'Say two now'], {
    env: {OPENAI_API_KEY: '', OPENAI_BASE_URL: ''},
  })

  expect(run.exitCode).toBe(4)
  expect(turnsIn(place)).toHaveLength(1)
})

test('a fork begins with what was said, and leaves the session as it is', async () => {
  const place = await codexPlace({env: noCache, steps: [says('One.'), says('Two.'), says('Three.')]})
  await place.run(['Say one now'])
  const [first] = turnsIn(place)
  const id = String(first?.['conversation_id'])

  await place.run(['--resume', id, '--fork', 'Say two now'])
  await place.run(['--resume', id, 'Say three now'])

  const turns = turnsIn(place)
  expect(turns.map(({prompt, turn}) => [prompt, turn])).toEqual([
    ['Say one now', 1],
    ['Say one now', 1],
    ['Say two now', 2],
    ['Say three now', 2],
  ])
  expect(turns.map((row) => row['conversation_id'] === id)).toEqual([true, false, false, true])
  expect(told(place, 2).join()).not.toContain('Say two now')
})

test.each([
  {argv: ['--resume', 'abc'], message: 'There is no session "abc", so nothing was sent.'},
  {argv: ['--resume', ''], message: 'There is no session "", so nothing was sent.'},
  {argv: ['--fork'], message: 'All of the following must be provided when using --fork: --resume'},
])('what cannot be resumed is said before anything is sent: $argv', async ({argv, message}) => {
  const place = await codexPlace()

  const run = await place.run(['prompt', 'Say it now', ...argv])

  expect(run).toMatchObject({exitCode: 2, stdout: '', stderr: expect.stringContaining(message)})
})

test('what was redacted stays redacted when it is told again', async () => {
  const place = await codexPlace({env: noCache, steps: [says('I keep it.'), says('Yes.')]})
  await place.run([`The key is ${testKey} now`])

  await place.run(['--resume', 'last', 'Do you know it?'])

  expect(told(place, 0).join()).toContain(testKey)
  expect(told(place, 1).join()).not.toContain(testKey)
  expect(told(place, 1).join()).toContain('The key is [redacted] now')
})
