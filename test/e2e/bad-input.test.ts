import {once} from 'node:events'
import {writeFile} from 'node:fs/promises'
import {createServer} from 'node:net'
import path from 'node:path'
import {expect, test} from 'vitest'
import {codexPlace, testKey} from '../helpers/codex-place.ts'
import {patches, replaceLine, says} from '../helpers/replies.ts'
import {runInShell} from '../helpers/run-in-shell.ts'
import {toolOutputs} from '../helpers/sent-texts.ts'

test('without a key, one screen says what was looked for, how to go on, and that a demo needs none', async () => {
  const place = await codexPlace({env: {OPENAI_API_KEY: '', OPENAI_BASE_URL: ''}})

  const run = await place.run(['Mend the tests'])

  expect(run).toMatchObject({exitCode: 4, stdout: ''})
  expect(run.stderr.replaceAll(/\s+/g, ' ')).toBe(
    'Error: There is no API key for https://api.openai.com/v1, so nothing was sent. ' +
      'Looked for: OPENAI_API_KEY and CODEX_API_KEY in the environment, ' +
      `api_key and api_key_command in ${place.codexHome}/config.yaml, also below providers.openai. ` +
      'Try: export OPENAI_API_KEY=sk-… then run the same command again. ' +
      'Try: A local server needs none: --provider ollama, or export OPENAI_BASE_URL=http://127.0.0.1:11434/v1 ' +
      'Try: `codex demo` shows the whole thing without a key and without network. ',
  )
  expect(run.stderr.split('\n').length).toBeLessThan(20)
})

test('without a key for a server that is not local, that server is not asked', async () => {
  const place = await codexPlace()
  const baseUrl = place.env['OPENAI_BASE_URL']?.replace('127.0.0.1', '0.0.0.0') ?? ''

  const run = await place.run(['Mend the tests'], {env: {OPENAI_API_KEY: '', OPENAI_BASE_URL: baseUrl}})

  expect(run.exitCode).toBe(4)
  expect(place.requests).toEqual([])
})

test.each([{format: []}, {format: ['--json']}, {format: ['--jsonl']}])(
  'a rejected key is asked with once and never shown, with $format',
  async ({format}) => {
    const message = `Incorrect API key provided: ${testKey}.`
    const body = {error: {message, type: 'invalid_request_error', param: null, code: 'invalid_api_key'}}
    const place = await codexPlace({steps: [{fault: {status: 401, body}}]})

    const run = await place.run([...format, 'Mend the tests'])

    expect(run.exitCode).toBe(4)
    expect(place.requests.length).toBe(1)
    expect(run.stdout + run.stderr).toContain('401')
    expect(run.stdout + run.stderr).not.toContain(testKey)
  },
)

test('a server that nobody runs is named, within 30 seconds', async () => {
  const place = await codexPlace({env: {OPENAI_BASE_URL: `http://127.0.0.1:${await unusedPort()}/v1`}})
  const startedAtMs = performance.now()

  const run = await place.run(['Mend the tests'])

  expect(run).toMatchObject({exitCode: 5, stdout: ''})
  expect(run.stderr).toContain(place.env['OPENAI_BASE_URL'])
  expect(performance.now() - startedAtMs).toBeLessThan(30_000)
})

test('a working folder that cannot be written is refused before anything is sent', async () => {
  const place = await codexPlace()
  // Root may write everywhere but to a file system that is mounted read-only.
  const mounted = 'mount -t tmpfs -o ro tmpfs . && cd "$PWD" && exec "$@"'

  const output = await runInShell(
    place,
    `unshare -Urm sh -c '${mounted}' sh "$BASH" -c "$(declare -f codex); codex 'Mend the tests'" 2>&1; echo "exit=$?"`,
  )

  expect(output).toContain(`The workspace ${place.project} cannot be written, so nothing was started.`)
  expect(output).toContain('exit=2')
  expect(place.requests).toEqual([])
})

test('a working folder that does not exist is named', async () => {
  const place = await codexPlace()

  const run = await place.run(['-C', 'no/such/folder', 'Mend the tests'])

  expect(run).toMatchObject({exitCode: 2, stdout: ''})
  expect(run.stderr).toContain(path.join(place.project, 'no/such/folder'))
  expect(place.requests).toEqual([])
})

test('a working folder that was removed meanwhile is a usage error, not a bug', async () => {
  const place = await codexPlace()

  const output = await runInShell(
    place,
    'mkdir gone && cd gone && rmdir ../gone && codex "Mend the tests" 2>&1; echo "exit=$?"',
  )

  expect(output).toContain('exit=2')
  expect(output).not.toContain('    at ')
  expect(place.requests).toEqual([])
})

test('a home that cannot be written is named before anything is sent', async () => {
  const place = await codexPlace({files: {'a.txt': 'one\n'}})
  await writeFile(path.join(place.folder, 'file'), '')
  const codexHome = path.join(place.folder, 'file/.codex')

  const run = await place.run(['-a', 'auto-edit', 'Change it now'], {env: {CODEX_HOME: codexHome}})

  expect(run.exitCode).toBe(3)
  expect(place.requests).toEqual([])
  expect(run.stderr).toContain(codexHome)
  expect(run.stderr).not.toContain('This is a bug')
  expect(await place.files()).toEqual({'a.txt': 'one\n'})
})

test('--sandbox none without --isolation in-place is refused before anything is sent, with the flag that helps', async () => {
  const place = await codexPlace()

  const run = await place.run(['--sandbox', 'none', '-a', 'full-auto', 'Change it now'])

  expect([2, 6]).toContain(run.exitCode)
  expect(run.stderr).toContain('--isolation in-place')
  expect(place.requests).toEqual([])
})

test('a folder without git is worked in like any other', async () => {
  const place = await codexPlace({
    files: {'a.txt': 'one\n'},
    steps: [patches(replaceLine('a.txt', 'one', 'two')), says('Done.')],
  })

  const run = await place.run(['-a', 'auto-edit', 'Change it now'])

  expect(run).toMatchObject({exitCode: 0, stdout: 'Done.\n'})
  expect(await place.files()).toEqual({'a.txt': 'two\n'})
  expect(place.requests[0]?.bytes).toBeLessThanOrEqual(6000)
})

test.each([
  {what: 'binary content', content: Buffer.from([0x6f, 0x6e, 0x65, 0, 1, 2, 0x0a])},
  {what: 'broken UTF-8', content: Buffer.from([0x6f, 0x6e, 0x65, 0xff, 0xfe, 0x0a])},
])('a patch for a file with $what is refused to the model, and the turn goes on', async ({content}) => {
  const place = await codexPlace({
    files: {'data.bin': content},
    steps: [patches(replaceLine('data.bin', 'one', 'two')), says('It cannot be patched.')],
  })

  const run = await place.run(['-a', 'auto-edit', 'Change it now'])

  expect(run).toMatchObject({exitCode: 0, stdout: 'It cannot be patched.\n'})
  expect(toolOutputs(place.requests[1])).toEqual([expect.stringContaining('data.bin')])
  expect(await place.files()).toEqual({'data.bin': content.toString('latin1')})
})

test('a prompt file that is missing is named, and nothing is sent', async () => {
  const place = await codexPlace()

  const run = await place.run(['prompt', '-f', 'missing.md'])

  expect(run).toMatchObject({exitCode: 2, stdout: ''})
  expect(run.stderr).toContain('missing.md')
  expect(place.requests).toEqual([])
})

test.each([
  {argv: ['prompt', '']},
  {argv: ['prompt', ' \n ']},
  {argv: ['-f', 'empty.md']},
  {argv: ['-']},
  {argv: ['--']},
])('$argv is an empty prompt, and nothing is sent', async ({argv}) => {
  const place = await codexPlace({files: {'empty.md': '\n'}})

  const run = await place.run(argv)

  expect(run).toMatchObject({exitCode: 2, stdout: ''})
  expect(run.stderr).toContain('The prompt is empty, so nothing was sent.')
  expect(place.requests).toEqual([])
})

async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}

test('the home folder is no workspace', async () => {
  const place = await codexPlace()

  const run = await place.run(['What is here?'], {cwd: place.home})

  expect(run.exitCode).toBe(2)
  expect(run.stderr).toContain('--cwd')
  expect(place.requests).toEqual([])
})

test('a verify command that a project names does not run outside a sandbox', async () => {
  const place = await codexPlace({files: {'codex.config.yaml': 'verify: touch ran\n'}})

  const run = await place.run(['-a', 'full-auto', '--sandbox', 'none', '--isolation', 'in-place', 'Change it now'])

  expect(run.exitCode).toBe(12)
  expect(run.stderr).toContain('codex.config.yaml:1 names the verify command "touch ran"')
  expect(Object.keys(await place.files())).toEqual(['codex.config.yaml'])
  expect(place.requests).toEqual([])
})
