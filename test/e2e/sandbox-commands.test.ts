import {once} from 'node:events'
import {readdir, rm, stat, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {codexPlace, testKey} from '../helpers/codex-place.ts'
import {runInShell} from '../helpers/run-in-shell.ts'

const exec = (...argv: string[]) => ['sandbox', 'exec', '--backend', 'namespaces', ...argv]
const files = {'a.txt': 'A\n', 'dist/old.txt': 'old\n'}

test('a command has its own streams and exit status, and writes the workspace', async () => {
  const place = await codexPlace({files})

  const run = await place.run(exec('--', 'sh', '-c', 'cat - a.txt > b.txt; cat b.txt; echo err >&2; exit 7'), {
    stdin: 'in\n',
  })

  expect(run).toMatchObject({exitCode: 7, stdout: 'in\nA\n', stderr: 'err\n'})
  expect(await place.files()).toEqual({...files, 'b.txt': 'in\nA\n'})
})

test('what git and editors obey, the home folder and the network stay out of reach', async () => {
  const place = await codexPlace({files: {...files, '.git/config': '[core]\n'}})

  const run = await place.run(
    exec(
      '--',
      'bash',
      '-c',
      `echo x >> .git/config; mkdir .vscode; ls ${place.home}; (echo > /dev/tcp/127.0.0.1/${new URL(place.env['OPENAI_BASE_URL'] ?? '').port}) && echo BREACH; echo ran`,
    ),
  )

  expect(run).toMatchObject({exitCode: 0, stdout: 'ran\n'})
  expect(await place.files()).toEqual({...files, '.git/config': '[core]\n'})
})

test.each([
  {flags: ['--read-only'], after: files},
  {flags: ['--writable', 'dist'], after: {...files, 'dist/new.txt': 'new\n'}},
  {flags: ['--writable', 'dist', '--writable', '.'], after: {...files, 'dist/new.txt': 'new\n', 'new.txt': 'new\n'}},
])('with $flags only that may be written', async ({flags, after}) => {
  const place = await codexPlace({files})

  await place.run(exec(...flags, '--', 'sh', '-c', 'echo new > dist/new.txt; echo new > new.txt'))

  expect(await place.files()).toEqual(after)
})

test.each([
  {name: 'a death by signal', argv: ['--', 'sh', '-c', 'kill -9 $$'], exitCode: 137},
  {name: 'a time-out', argv: ['--timeout', '1', '--', 'sleep', '300'], exitCode: 124},
  {name: 'a program that is not there', argv: ['--', 'not-there'], exitCode: 127},
  {name: 'no command', argv: ['--read-only'], exitCode: 2},
  {name: 'a folder outside', argv: ['--writable', '..', '--', 'ls'], exitCode: 2},
  {name: 'a folder that is not there', argv: ['--writable', 'none', '--', 'ls'], exitCode: 2},
  {name: 'an unknown backend', argv: ['--backend', 'nothing', '--', 'ls'], exitCode: 2},
])('$name is exit status $exitCode', async ({argv, exitCode}) => {
  const place = await codexPlace({files})

  const run = await place.run(exec(...argv))

  expect(run).toMatchObject({exitCode, stdout: ''})
})

test('much output flows at the pace of its reader, and a reader that leaves ends the command', async () => {
  const place = await codexPlace({files})

  const counted = await runInShell(place, 'codex sandbox exec -- head -c 5000000 /dev/zero 2>&1 | wc -c')
  const cut = await runInShell(place, '(codex sandbox exec -- yes | head -1) 2>&1')

  expect([counted.trim(), cut]).toEqual(['5000000', 'y\n'])
})

test('sandbox list says of every backend whether it works and what it lacks', async () => {
  const place = await codexPlace({})

  const run = await place.run(['sandbox', 'list', '--json'])

  const {backends} = JSON.parse(run.stdout) as {backends: {name: string; lacks: string[]}[]}
  expect(backends.map(({name}) => name)).toEqual(['bubblewrap', 'namespaces', 'none'])
  expect(backends[1]).toMatchObject({works: true, lacks: ['system_call_filter']})
})

test('sandbox doctor names what commands see and what is hidden from them', async () => {
  const place = await codexPlace({files: {'.env': 'KEY=1\n'}})

  const run = await place.run(['sandbox', 'doctor', '--json'])

  expect(JSON.parse(run.stdout)).toMatchObject({
    version: 1,
    exit_code: 0,
    read_paths: expect.arrayContaining(['/usr']),
    hidden_paths: expect.arrayContaining([`${place.project}/.env`]),
    variables: expect.not.arrayContaining(['OPENAI_API_KEY']),
  })
  const {checks} = JSON.parse(run.stdout) as {checks: {name: string; status: string; detail: string}[]}
  const methods = checks.filter(({name}) => name.startsWith('isolation ')).map(({name}) => name)
  expect(methods).toEqual(
    ['overlay-bwrap', 'overlay-unshare', 'reflink', 'copy', 'git-files'].map((name) => `isolation ${name}`),
  )
  expect(checks).toContainEqual({
    name: 'isolation copy',
    status: 'ok',
    detail: 'works: a plain copy, of up to 20,000 files and 500 MB',
  })
  expect(checks.filter(({name}) => name === 'isolation')).toHaveLength(1)
})

test('a kill leaves nothing for ever in the workspace, and meanwhile nobody else is kept from it', async () => {
  const place = await codexPlace({files})
  const {child, ended} = place.start(exec('--', 'sh', '-c', 'echo ready; sleep 300'))
  await once(child.stdout, 'data')

  const beside = await place.run(['config', 'list'])
  child.kill('SIGKILL')
  await ended
  const next = await place.run(exec('--read-only', '--', 'ls', '-A'))

  expect(beside.exitCode).toBe(0)
  expect(next).toMatchObject({exitCode: 0, stdout: 'a.txt\ndist\n'})
  expect((await readdir(place.project)).toSorted()).toEqual(['a.txt', 'dist'])
})

test('a command is in the audit log, and where folders were named it does not run without the log', async () => {
  const place = await codexPlace({files})
  const argv = exec(
    '--degrade',
    'kill-tree',
    '--writable',
    'dist',
    '--',
    'sh',
    '-c',
    `echo ${testKey} > dist/new.txt; exit 3`,
  )

  const run = await place.run(argv)
  const shown = await place.run(['audit', 'show', '--json'])
  await rm(path.join(place.codexHome, 'audit'), {recursive: true})
  await writeFile(path.join(place.codexHome, 'audit'), 'a file in its place')
  const strict = await place.run(exec('--writable', 'dist', '--', 'touch', 'dist/ran'))
  const plain = await place.run(exec('--', 'echo', 'ran'))

  expect(run).toMatchObject({exitCode: 3, stderr: ''})
  const lines = shown.stdout.trim().split('\n')
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    {type: 'sandbox_exec.start', root: place.project, writable: ['dist'], degraded: ['kill-tree']},
    {type: 'command.start', line: "sh -c 'echo [redacted] > dist/new.txt; exit 3'", sandbox: 'namespaces'},
    {type: 'command.end', end: 'exited', exit_code: 3},
  ])
  expect(strict).toMatchObject({exitCode: 6, stdout: ''})
  expect(strict.stderr).toContain('nothing runs without it')
  expect(plain).toMatchObject({exitCode: 0, stdout: 'ran\n'})
  expect(plain.stderr).toContain('audit cannot be written')
  expect(Object.keys(await place.files())).toEqual(['a.txt', 'dist/new.txt', 'dist/old.txt'])
})

test.each([
  {signal: 'SIGINT', exitCode: 130},
  {signal: 'SIGTERM', exitCode: 143},
] as const)('$signal ends the command with exit status $exitCode', async ({signal, exitCode}) => {
  const place = await codexPlace({files})
  const {child, ended} = place.start(exec('--', 'sh', '-c', 'echo ready; sleep 300'))
  await once(child.stdout, 'data')

  child.kill(signal)

  expect(await ended).toMatchObject({exitCode, stdout: 'ready\n'})
})

test('a repository that a command makes is named, because git obeys it from then on', async () => {
  const place = await codexPlace({files})

  const run = await place.run(['sandbox', 'exec', '--sandbox', 'namespaces', '--', 'mkdir', '-p', 'dist/.git'])

  expect(run).toEqual({
    exitCode: 0,
    signal: null,
    stdout: '',
    stderr:
      'codex: the command made dist/.git, which git takes for a repository and whose settings it obeys: look at it first.\n',
  })
})

test('where no user namespaces are allowed nothing runs, and the reason, the kernel setting and other ways are named', async () => {
  const place = await codexPlace({files, env: {CODEX_SANDBOX: 'true'}})
  const forbidden = (line: string) =>
    runInShell(
      place,
      `export -f codex; unshare --user --map-root-user bash -c 'echo 0 > /proc/sys/user/max_user_namespaces; ${line}' 2>&1`,
    )

  const ran = await forbidden('codex sandbox exec -- touch ran; echo exit=$?')
  const doctor = await forbidden('codex sandbox doctor; echo exit=$?')

  expect(ran).toContain('no command was run')
  expect(ran).toContain('user.max_user_namespaces')
  expect(ran).toContain('exit=6\n')
  expect(doctor).toContain('no user namespaces are allowed (user.max_user_namespaces is 0)')
  expect(doctor).toMatch(/isolation overlay-unshare +not here: .*unshare failed/)
  expect(doctor).toContain('isolation copy             works')
  expect(doctor).toContain('exit=6\n')
  expect(Object.keys(await place.files())).toEqual(Object.keys(files))
})

test('a CODEX_HOME whose parents are missing is made for its owner alone', async () => {
  const place = await codexPlace({files})
  const codexHome = path.join(place.folder, 'missing/codex')

  for (let run = 0; run < 2; run += 1) await place.run(exec('--', 'true'), {env: {CODEX_HOME: codexHome}})

  const parts = await readdir(codexHome)
  const modes = await Promise.all(
    ['.', 'audit', 'state.db'].map(async (part) => (await stat(path.join(codexHome, part))).mode & 0o777),
  )
  expect(parts).toEqual(expect.arrayContaining(['audit', 'compile-cache', 'state.db']))
  expect(modes).toEqual([0o700, 0o700, 0o600])
})
