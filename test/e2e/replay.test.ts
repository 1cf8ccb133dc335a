import {mkdir, readFile, rm, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {DatabaseSync} from 'node:sqlite'
import {fileURLToPath} from 'node:url'
import {expect, test} from 'vitest'
import {codexPlace, type CodexPlace, filesBelow, testKey} from '../helpers/codex-place.ts'
import {patches, replaceLine, runs, says} from '../helpers/replies.ts'
import {processStarts} from '../helpers/running-processes.ts'

const demoSession = fileURLToPath(new URL('../../examples/demo/session.jsonl', import.meta.url))

/** Neither a key nor a server. */
const offline = {OPENAI_API_KEY: '', OPENAI_BASE_URL: ''}

const files = {'a.txt': 'one\n', '.gitignore': 'built/\n', 'built/out.txt': 'built\n'}

function replay(place: CodexPlace, ...argv: readonly string[]) {
  return place.run(['replay', ...argv], {env: offline})
}

test('a session is played again without server and key, and changes nothing', async () => {
  const place = await codexPlace({
    files,
    steps: [
      runs('pwd; ls -A; cat a.txt built/out.txt'),
      patches(replaceLine('a.txt', 'one', 'two')),
      runs('cat a.txt'),
      says('Done.'),
    ],
  })
  await place.run(['-a', 'full-auto', '--verify', 'grep two a.txt', 'Change it now'])
  const before = await place.files()

  const run = await replay(place, 'last')

  expect(run).toMatchObject({exitCode: 0, stdout: 'Identical: 4 steps, 3 tool calls, 1 change set.\n'})
  expect(run.stderr).toContain('As they are today: built.\n')
  expect(await place.files()).toEqual(before)
  expect(before['a.txt']).toBe('two\n')
  expect(place.requests).toHaveLength(4)
})

test('the list names the session, and the beginning of its id is enough', async () => {
  const place = await codexPlace({steps: [says('Hello.')]})
  await place.run(['Say hello now'])

  const list = await replay(place, '--list')
  const [id = ''] = list.stdout.split(' ')
  const run = await replay(place, id, '--json')

  expect(list.stdout).toMatch(/^[0-9a-f]{8} {2}\d{4}-\d\d-\d\d \d\d:\d\d {2}done {2}\S+ {2}Say hello now\n$/)
  expect(JSON.parse(run.stdout)).toEqual({
    version: 1,
    exit_code: 0,
    session: expect.stringMatching(new RegExp(`^${id}-`)),
    outcome: 'identical',
    is_cut_off: false,
    steps: 1,
    tool_calls: 0,
    change_sets: 0,
    ignored_places: 0,
    notes: [],
    divergence: null,
  })
})

test.each([
  {name: 'last', message: 'No session was recorded yet, so nothing was replayed.'},
  {name: 'abc', message: 'There is no session "abc", so nothing was replayed.'},
  {name: 'missing.jsonl', message: 'missing.jsonl, so nothing was replayed.'},
])('a session that is not there ends with 2: $name', async ({name, message}) => {
  const place = await codexPlace()

  const run = await replay(place, name)

  expect(run).toMatchObject({exitCode: 2, stdout: '', stderr: expect.stringContaining(message)})
})

test('what git ignores is as today, and where it differs the replay says so and stops', async () => {
  const place = await codexPlace({files, steps: [runs('cat built/out.txt'), runs('echo more'), says('Done.')]})
  await place.run(['-a', 'full-auto', 'Look at it now'])
  await writeFile(path.join(place.project, 'built/out.txt'), 'built anew\n')

  const run = await replay(place, 'last')
  const json = JSON.parse((await replay(place, 'last', '--json')).stdout)

  expect(run.exitCode).toBe(1)
  expect(run.stdout).toMatch(/^-built$\n^\+built anew$/m)
  expect(run.stderr).toContain('left its record in step 2: item 4 of its input, the result of shell {"command":"cat')
  expect(json).toMatchObject({exit_code: 1, outcome: 'diverged', steps: 2, tool_calls: 1, divergence: {step: 2}})
})

test.each([
  {what: 'an answer', from: 'echo first', to: 'echo other', step: 2},
  {what: 'the prompt', from: 'Look at it now', to: 'Look at it then', step: 1},
])('a record in which $what was changed diverges', async ({from, to, step}) => {
  const place = await codexPlace({steps: [runs('echo first'), says('Done.')]})
  await place.run(['-a', 'full-auto', 'Look at it now'])
  const database = new DatabaseSync(path.join(place.codexHome, 'state.db'))
  for (const [table, column, where] of [
    ['session_lines', 'line', `line LIKE '{"kind":"answer"%'`],
    ['sessions', 'record', '1'],
  ]) {
    database.prepare(`UPDATE ${table} SET ${column} = replace(${column}, ?, ?) WHERE ${where}`).run(from, to)
  }
  database.close()

  const run = await replay(place, 'last')

  expect(run).toMatchObject({exitCode: 1, stderr: expect.stringContaining(`left its record in step ${step}:`)})
})

test('decisions are those of then: what was denied is denied again', async () => {
  const place = await codexPlace({
    files: {'a.txt': 'one\n'},
    steps: [runs('touch b.txt'), patches(replaceLine('a.txt', 'one', 'two')), says('Done.')],
  })
  const run = await place.run(['Change it now'])

  const again = await replay(place, 'last')

  expect(run.exitCode).toBe(7)
  expect(again).toMatchObject({exitCode: 0, stdout: 'Identical: 3 steps, 2 tool calls, 1 change set.\n'})
})

test('a session that was interrupted is played up to where it ended', async () => {
  const place = await codexPlace({steps: [runs('echo first'), runs('sleep 3.7415')]})
  const {child, ended} = place.start(['-a', 'full-auto', 'Wait a little'])
  await processStarts('sleep 3.7415')
  child.kill('SIGINT')
  const run = await ended

  const again = await replay(place, 'last')

  expect(run.exitCode).toBe(130)
  expect(again).toMatchObject({
    exitCode: 0,
    stdout: 'Identical up to where the session ended: 2 steps, 2 tool calls, 0 change sets.\n',
  })
})

test('a session that was killed can be read and played as far as it was written', async () => {
  const place = await codexPlace({steps: [runs('echo first'), runs('sleep 4.8517')]})
  const {child, ended} = place.start(['-a', 'full-auto', 'Wait a little'])
  await processStarts('sleep 4.8517')
  child.kill('SIGKILL')
  await ended

  const list = await replay(place, '--list')
  const again = await replay(place, 'last')

  expect(list.stdout).toContain('  not ended  ')
  expect(again).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^Identical up to where the session ended: 2 steps, 2 tool calls/),
  })
})

test('in place, the state is kept before the first change', async () => {
  const place = await codexPlace({files: {'a.txt': 'one\n'}, steps: [runs('sed -i s/one/two/ a.txt'), says('Done.')]})
  await place.run(['-a', 'full-auto', '--isolation', 'in-place', 'Change it now'])

  const run = await replay(place, 'last')

  expect(run).toMatchObject({exitCode: 0, stdout: 'Identical: 2 steps, 1 tool call, 0 change sets.\n'})
  expect(await place.files()).toEqual({'a.txt': 'two\n'})
})

test('secrets are in no file that is written, and the record still plays', async () => {
  const token = 'ghp_Zq7Wm3Xp9Lk2Rv8TaB4cD6eF0gH1jK5mN7pQ'
  const password = 'correct horse "battery" staple'
  const said = {reply: [{text: `The key is ${testKey}, the token ${token}, the password ${password}.`}]}
  const place = await codexPlace({
    files: {'notes.txt': `token: ${token}\nkey: ${testKey}\npassword: ${password}\n`},
    env: {DB_PASSWORD: password, CODEX_CACHE: 'off'},
    steps: [runs('cat notes.txt'), runs(`echo '${password}'`), {...said, delta_characters: 3}],
  })
  const turn = await place.run(['-a', 'full-auto', `Use ${token} now`])

  const {'config.yaml': _, ...written} = await filesBelow(place.codexHome)
  const exported = await replay(place, 'last', '--export', 'out.jsonl')
  const again = await replay(place, 'last')

  expect(turn.stdout).toBe('The key is [redacted], the token [redacted], the password [redacted].\n')
  expect([exported.exitCode, again.exitCode]).toEqual([0, 0])
  expect(again.stderr).toContain('Secrets were taken out of notes.txt')
  const texts = [...Object.values(written), await place.read('out.jsonl')]
  for (const secret of [token, testKey, password, 'horse \\"battery', 'horse \\\\\\"battery']) {
    expect(texts.filter((text) => text.includes(secret))).toEqual([])
  }
  expect(written['state.db']).toContain('[redacted]')
})

test('an export that cannot be written says so, and is no bug', async () => {
  const place = await codexPlace({steps: [says('Hello.')]})
  await place.run(['Say hello now'])

  const toFolder = await replay(place, 'last', '--export', '.')
  const toNowhere = await replay(place, 'last', '--export', 'missing/out.jsonl')

  expect([toFolder.exitCode, toNowhere.exitCode]).toEqual([2, 2])
  expect(toFolder.stderr).toContain('could not be written')
  expect(toNowhere.stderr).toContain('missing/out.jsonl (ENOENT)')
})

test('an exported record plays elsewhere, where its workspace never was', async () => {
  const place = await codexPlace({files: {'a.txt': 'one\n'}, steps: [runs('pwd; cat a.txt'), says('Done.')]})
  await place.run(['-a', 'full-auto', 'Look at it now'])
  await replay(place, 'last', '--export', '../session.jsonl')
  await rm(place.project, {recursive: true})
  const elsewhere = await codexPlace()

  const run = await replay(elsewhere, path.join(place.folder, 'session.jsonl'))

  expect(run).toMatchObject({exitCode: 0, stdout: 'Identical: 2 steps, 1 tool call, 0 change sets.\n'})
})

test('a workspace that no sandbox can show at its path is shown elsewhere, and paths are translated', async () => {
  const place = await codexPlace()
  const text = await readFile(demoSession, 'utf8')
  await writeFile(path.join(place.project, 'moved.jsonl'), text.replaceAll('/home/dev/durations', '/proc/durations'))

  const run = await replay(place, 'moved.jsonl')

  expect(run).toMatchObject({exitCode: 0, stdout: 'Identical: 5 steps, 6 tool calls, 1 change set.\n'})
})

test.each([
  {what: 'a workspace that is no absolute path', from: '"root":"/home/dev/durations"', to: '"root":"durations"'},
  {what: 'a folder outside its workspace', from: '"cwd":"/home/dev/durations"', to: '"cwd":"/home/dev"'},
  {what: 'a file outside its workspace', from: '"path":"package.json"', to: '"path":"../package.json"'},
  {what: 'a content that is another one', from: 'Formats a number', to: 'Formats any number'},
])('a record with $what ends with 2', async ({from, to}) => {
  const place = await codexPlace()
  const text = await readFile(demoSession, 'utf8')
  const changed = text
    .split('\n')
    .map((line) => (line.startsWith('{"kind":"request"') ? line : line.replaceAll(from, to)))
  await writeFile(path.join(place.project, 'odd.jsonl'), changed.join('\n'))

  const run = await replay(place, 'odd.jsonl')

  expect(run).toMatchObject({
    exitCode: 2,
    stdout: '',
    stderr: expect.stringMatching(/so nothing was (?:replayed|done)/),
  })
  expect(Object.keys(await place.files())).toEqual(['odd.jsonl'])
})

test('a workspace that was too large to keep is played on the files of today, without what landed since', async () => {
  const largeFiles = {'a.txt': 'one\n', 'large.bin': new Uint8Array(33 * 1024 * 1024)}
  const steps = [runs('cat a.txt'), patches(replaceLine('a.txt', 'one', 'two')), says('Done.')]
  const place = await codexPlace({
    files: largeFiles,
    steps: [...steps, patches(replaceLine('a.txt', 'two', 'three')), says('Done.')],
  })
  await place.run(['-a', 'auto-edit', 'Change it now'])
  const [id = ''] = (await replay(place, '--list')).stdout.split(' ')
  await place.run(['-a', 'auto-edit', 'Change it again'])

  const run = await replay(place, id)

  expect(run).toMatchObject({exitCode: 0, stdout: 'Identical: 3 steps, 2 tool calls, 1 change set.\n'})
  expect(run.stderr).toContain(
    'The state of the workspace was not kept (it has more than 32 MiB): ' +
      "these are today's files, without the 2 change sets landed since.",
  )
  expect(await place.read('a.txt')).toBe('three\n')
})

test('a host that was allowed then is not reached in a replay', async () => {
  const place = await codexPlace({steps: [says('Hello.')]})
  await place.run(['-a', 'full-auto', '--allow-host', 'example.org:443', 'Say hello now'])
  await replay(place, 'last', '--export', 'open.jsonl')
  const allow = {effect: 'allow', tool: 'network', pattern: '*', from: 'user', place: 'config.yaml:1'}
  const text = (await place.read('open.jsonl')).replace('"rules":[]', `"rules":[${JSON.stringify(allow)}]`)
  const look = {kind: 'tool_call', callId: 'c1', name: 'shell', argumentsText: '{"command":"env"}', raw: {}}
  await writeFile(
    path.join(place.project, 'open.jsonl'),
    text.replace('"items":[', `"items":[${JSON.stringify(look)},`),
  )

  const run = await replay(place, 'open.jsonl', '--json')

  const {divergence} = JSON.parse(run.stdout) as {divergence: {step: number; actual: string}}
  expect(divergence).toMatchObject({step: 2, actual: expect.stringContaining('PATH=')})
  expect(divergence.actual).not.toMatch(/proxy/i)
})

test('a record of a newer codex ends with 3, and one that is none with 2', async () => {
  const place = await codexPlace({steps: [says('Hello.')]})
  await place.run(['Say hello now'])
  await replay(place, 'last', '--export', 'old.jsonl')
  const text = await place.read('old.jsonl')
  await writeFile(path.join(place.project, 'new.jsonl'), text.replace('"version":1', '"version":2'))
  await writeFile(path.join(place.project, 'cut.jsonl'), text.slice(0, text.length - 20))

  const newer = await replay(place, 'new.jsonl')
  const cut = await replay(place, 'cut.jsonl')

  expect(newer).toMatchObject({exitCode: 3, stderr: expect.stringContaining('was recorded by a newer codex (format 2')})
  expect(cut).toMatchObject({exitCode: 2, stderr: expect.stringMatching(/cut\.jsonl, line \d+, cannot be read/)})
})

test('where no database can be written, the turn goes on and says that it is not recorded', async () => {
  const place = await codexPlace({env: {CODEX_CACHE: 'off'}, steps: [says('Hello.')]})
  await mkdir(path.join(place.codexHome, 'state.db'))

  const run = await place.run(['--json', 'Say hello now'])
  const list = await replay(place, '--list')
  const last = await replay(place, 'last')

  expect(run.exitCode).toBe(0)
  expect(JSON.parse(run.stdout)).toMatchObject({
    answer: 'Hello.',
    notices: expect.arrayContaining([
      {
        code: 'NOT_RECORDED',
        text: 'The record of this session is not whole: the database is no regular file.',
      },
    ]),
  })
  const unusable = {exitCode: 3, stdout: '', stderr: expect.stringContaining('no regular file')}
  expect([list, last]).toMatchObject([unusable, unusable])
})

test('the session of the demo plays identically from the checkout', async () => {
  const place = await codexPlace()

  const run = await replay(place, demoSession)

  expect(run).toMatchObject({exitCode: 0, stdout: 'Identical: 5 steps, 6 tool calls, 1 change set.\n'})
  expect(await place.files()).toEqual({})
})

test('the demo is recorded, and plays identically', async () => {
  const place = await codexPlace({env: {...offline, TMPDIR: ''}})
  await place.run(['demo'], {env: {TMPDIR: place.folder}})

  const run = await replay(place, 'last')

  expect(run).toMatchObject({exitCode: 0, stdout: 'Identical: 5 steps, 6 tool calls, 1 change set.\n'})
})
