import {chmod, readdir, readFile, rm, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {type CodexPlace, codexPlace, testKey} from '../helpers/codex-place.ts'
import {patches, replaceLine, runs, says} from '../helpers/replies.ts'

const steps = [runs('echo two > b.txt; exit 3'), patches(replaceLine('a.txt', 'one', 'two')), says('Done.')]
const files = {'a.txt': 'one\n'}

interface Line {
  readonly type: string
  readonly [key: string]: unknown
}

async function logFile(place: CodexPlace): Promise<string> {
  const folder = path.join(place.codexHome, 'audit')
  return path.join(folder, (await readdir(folder))[0] ?? '')
}

async function linesOf(place: CodexPlace): Promise<Line[]> {
  const text = await readFile(await logFile(place), 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
}

test('a turn leaves who asked under which terms, each decision with its reason, and what was done', async () => {
  const place = await codexPlace({files, steps})

  await place.run(['-a', 'full-auto', `Use ${testKey} please`])
  const lines = await linesOf(place)
  const verify = await place.run(['audit', 'verify'])

  expect(lines.map(({type}) => type)).toEqual([
    'session.start',
    'action.assessed',
    'command.start',
    'command.end',
    'action.assessed',
    'patch.written',
    'change_set.saved',
    'change_set.assessed',
    'change_set.settled',
  ])
  expect(lines[0]).toMatchObject({approval_mode: 'full-auto', sandbox: 'namespaces', isolation: 'copy', writable: null})
  expect(lines[1]).toMatchObject({action: 'command', line: 'echo two > b.txt; exit 3', assessment: 'allow'})
  expect(lines[2]).toMatchObject({access: 'write', policy_sha256: expect.stringMatching(/^[0-9a-f]{64}$/)})
  expect(lines[3]).toMatchObject({end: 'exited', exit_code: 3})
  expect(lines[6]?.['files']).toEqual([
    {path: 'a.txt', sha256: expect.stringMatching(/^[0-9a-f]{64}$/)},
    {path: 'b.txt', sha256: expect.stringMatching(/^[0-9a-f]{64}$/)},
  ])
  expect(lines[8]).toMatchObject({outcome: 'landed'})
  expect(verify).toMatchObject({exitCode: 0, stdout: '9 lines, unbroken.\n'})
  expect(await readFile(await logFile(place), 'utf8')).not.toContain(testKey)
})

test('a key that a command printed, and what a header carries, are in no line', async () => {
  const place = await codexPlace({files, steps: [runs('echo key-of-a-command team-secret-value'), says('Done.')]})
  const provider = {
    base_url: place.env['OPENAI_BASE_URL'],
    wire: 'responses',
    api_key_command: 'printf key-of-a-command',
    headers: {'X-Auth': 'Bearer team-secret-value'},
  }
  await writeFile(
    path.join(place.codexHome, 'config.yaml'),
    JSON.stringify({provider: 'acme', providers: {acme: provider}}),
  )

  const run = await place.run(['-a', 'full-auto', 'Say it now'])

  expect(run).toMatchObject({exitCode: 0, stdout: 'Done.\n'})
  const command = (await linesOf(place)).find(({type}) => type === 'command.start')
  expect(command).toMatchObject({line: 'echo [redacted] [redacted]'})
  expect(await readFile(await logFile(place), 'utf8')).not.toMatch(/key-of-a-command|team-secret-value/)
})

test('a denial names the rule, and who decided', async () => {
  const place = await codexPlace({
    files,
    steps: [runs('git push'), runs('touch x'), says('No.')],
    config: 'permissions:\n  - {deny: shell, command: "git push*"}\n',
  })

  await place.run(['Push it now'])

  const lines = await linesOf(place)
  expect(lines.filter(({type}) => type.startsWith('action.'))).toMatchObject([
    {line: 'git push', assessment: 'deny', rule: 'deny shell "git push*" (~/.codex/config.yaml:2)'},
    {line: 'touch x', assessment: 'ask'},
    {line: 'touch x', decision: 'no', by: 'nobody'},
  ])
})

test('audit show says it in words, and audit verify finds what was changed', async () => {
  const place = await codexPlace({files, steps})
  await place.run(['-a', 'full-auto', 'Change it now'])

  const shown = await place.run(['audit', 'show', '--since', '1h'])
  const file = await logFile(place)
  await writeFile(file, (await readFile(file, 'utf8')).replace('"exit_code":3', '"exit_code":0'))
  const verify = await place.run(['audit', 'verify'])
  const json = await place.run(['audit', 'verify', '--json'])

  expect(shown.exitCode).toBe(0)
  expect(shown.stdout).toContain('command.end')
  expect(shown.stdout).toContain('exit_code=3')
  expect(verify.exitCode).toBe(1)
  expect(verify.stdout).toContain(':5: the line before it was edited\n')
  expect(JSON.parse(json.stdout)).toMatchObject({lines: 9, problems: [{line: 5}]})
})

test('with writable folders named nothing runs without the log; without them it is a notice', async () => {
  const place = await codexPlace({files: {...files, 'src/a': ''}, steps: [says('Hello.')]})
  await writeFile(path.join(place.codexHome, 'audit'), 'a file in its place')
  await chmod(path.join(place.codexHome, 'audit'), 0o400)

  const strict = await place.run(['--writable', 'src', 'Say hello now'])
  const plain = await place.run(['Say hello now'])

  expect(strict).toMatchObject({exitCode: 6, stdout: ''})
  expect(strict.stderr).toContain('nothing runs without it')
  expect(plain).toMatchObject({exitCode: 0, stdout: 'Hello.\n'})
  expect(plain.stderr).toContain('audit cannot be written')
})

test('what the user lands and takes back is in the log as well, and where it is not, that is said', async () => {
  const place = await codexPlace({files, steps: [patches(replaceLine('a.txt', 'one', 'two')), says('Done.')]})
  await place.run(['Change it now'])

  await place.run(['apply'])
  await place.run(['undo'])
  const lines = await linesOf(place)
  await rm(path.join(place.codexHome, 'audit'), {recursive: true})
  await writeFile(path.join(place.codexHome, 'audit'), 'a file in its place')
  const redo = await place.run(['redo'])

  const id = lines.find(({type}) => type === 'change_set.saved')?.['id']
  expect(lines.slice(-2)).toMatchObject([
    {type: 'change_set.settled', id, outcome: 'landed'},
    {type: 'change_set.undone', id, outcome: 'undone'},
  ])
  expect(redo.exitCode).toBe(0)
  expect(redo.stderr).toContain('audit cannot be written')
  expect(await place.read('a.txt')).toBe('two\n')
})

test('the log of nobody is empty and unbroken', async () => {
  const place = await codexPlace({})

  expect(await place.run(['audit', 'show'])).toMatchObject({exitCode: 0, stdout: ''})
  expect(await place.run(['audit', 'verify'])).toMatchObject({exitCode: 0, stdout: '0 lines, unbroken.\n'})
})
