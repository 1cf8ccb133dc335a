import {chmod, mkdir, readdir, readFile, symlink, writeFile} from 'node:fs/promises'
import {connect, createServer} from 'node:net'
import os from 'node:os'
import path from 'node:path'
import type {SandboxBackend, SandboxPolicy} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {readSeatbeltFacts, realPolicy} from '../../../src/sandbox/seatbelt-facts.ts'
import {createSeatbeltBackend} from '../../../src/sandbox/seatbelt.ts'
import {processEnds} from '../../helpers/process-ends.ts'
import {judgeFile} from '../../helpers/read-sbpl.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'

const never = new AbortController().signal

/** Stands for sandbox-exec, which only macOS has: it keeps what it got, and runs the command without any sandbox. */
const standIn = `#!/bin/sh
[ "$1" = -f ] || exit 64
cp "$2" "$(dirname "$0")/profile"
stat -c %a "$2" > "$(dirname "$0")/mode"
shift 2
exec "$@"
`

interface Stage {
  readonly backend: SandboxBackend
  readonly folder: string
  readonly policy: SandboxPolicy
}

async function stage(script = standIn): Promise<Stage> {
  const folder = await temporaryFolder()
  const [root, program] = [path.join(folder, 'work'), path.join(folder, 'sandbox-exec')]
  await mkdir(root)
  await writeFile(program, script)
  await chmod(program, 0o755)
  return {
    backend: createSeatbeltBackend({program, platform: 'darwin'}),
    folder,
    policy: {
      workspace: {source: {kind: 'directory', path: root}, target: root, access: 'write'},
      readPaths: ['/usr', '/bin'],
      hiddenPaths: [],
      protectedPaths: [],
      network: {kind: 'none'},
      environment: {PATH: '/usr/bin:/bin', HOME: '/tmp'},
      limits: {timeoutMs: 10_000, outputBytes: 10_000, processes: 50, dataBytes: 1e9, fileBytes: 1024 ** 2},
    },
  }
}

async function runLine({backend, policy}: Stage, line: string, signal = never) {
  const outcome = await backend.run(
    {argv: ['/bin/bash', '-c', line], cwd: policy.workspace.target, stdin: Buffer.from('input')},
    policy,
    signal,
  )
  if (outcome.kind === 'not-started') return outcome
  const {end, stdout, stderr} = outcome
  return {end, stdout: Buffer.from(stdout.bytes).toString(), stderr: Buffer.from(stderr.bytes).toString()}
}

async function readFacts(policy: SandboxPolicy) {
  return readSeatbeltFacts(await realPolicy(policy))
}

async function ownFolders(): Promise<readonly string[]> {
  return (await readdir(os.tmpdir())).filter((name) => name.startsWith('codex-seatbelt-'))
}

test('a command gets its folder, its input, the policy’s environment and a temporary folder that goes with it', async () => {
  const place = await stage()

  const run = await runLine(
    place,
    'pwd; cat; echo; echo x > "$TMPDIR/x" && cat "$HOME/x"; env | cut -d= -f1 | sort | xargs',
  )

  expect(run).toEqual({
    end: {kind: 'exited', exitCode: 0},
    stdout: `${place.policy.workspace.target}\ninput\nx\nHOME PATH PWD SHLVL TMPDIR _\n`,
    stderr: '',
  })
  expect(await readFile(path.join(place.folder, 'mode'), 'utf8')).toBe('600\n')
  const profile = await readFile(path.join(place.folder, 'profile'), 'utf8')
  expect(judgeFile(profile, 'file-write-data', path.join(place.policy.workspace.target, 'a'))).toBe('allow')
  const temporary = /codex-seatbelt-\w+/.exec(profile)?.[0]
  expect(await ownFolders()).not.toContain(temporary)
})

test.each([
  ['exit 7', {kind: 'exited', exitCode: 7}],
  ['exit 65', {kind: 'exited', exitCode: 65}],
  ['kill -SEGV $$', {kind: 'signalled', signal: 'SIGSEGV'}],
])('%s is the end of the command and not of the launcher', async (line, end) => {
  expect(await runLine(await stage(), line)).toEqual({end, stdout: '', stderr: ''})
})

test.each([
  [
    'a profile that is refused',
    '#!/bin/sh\necho "sandbox-exec: unbound variable: file-lnk" >&2\nexit 65\n',
    'the profile could not be applied: sandbox-exec: unbound variable: file-lnk',
  ],
  ['a launcher that does nothing', '#!/bin/sh\nexit 0\n', 'the profile could not be applied: it gave no reason'],
])('%s is never taken for a command that ran', async (_, script, because) => {
  expect(await runLine(await stage(script), 'echo ran')).toEqual({kind: 'not-started', because})
})

test('a folder that is missing is no command that ran', async () => {
  const {backend, policy} = await stage()

  const outcome = await backend.run({argv: ['true'], cwd: `${policy.workspace.target}/missing`}, policy, never)

  expect(outcome).toMatchObject({kind: 'not-started', because: expect.stringMatching(/missing/)})
})

test('a command that would write more than a file may hold is stopped', async () => {
  const run = await runLine(await stage(), 'head -c 3000000 /dev/zero > big; wc -c < big')

  expect(run).toMatchObject({stdout: '1048576\n'})
})

test('a time-out ends the whole group, also children in the background', async () => {
  const place = await stage()
  const short = {...place, policy: {...place.policy, limits: {...place.policy.limits, timeoutMs: 300}}}

  const run = await runLine(short, 'sleep 4711.25 & echo $! > child; trap "" TERM; sleep 4711.25')

  expect(run).toMatchObject({end: {kind: 'timed-out'}})
  const child = Number(await readFile(path.join(place.policy.workspace.target, 'child'), 'utf8'))
  expect(await processEnds(child)).toBe(true)
})

test('the temporary folder goes also when the command made it unreadable', async () => {
  const place = await stage()

  await runLine(place, 'mkdir -p "$TMPDIR/a/b" && chmod 0 "$TMPDIR/a"')

  const profile = await readFile(path.join(place.folder, 'profile'), 'utf8')
  expect(await ownFolders()).not.toContain(/codex-seatbelt-\w+/.exec(profile)?.[0])
})

test('a missing protected path is held by an empty one while the command runs', async () => {
  const place = await stage()
  const root = place.policy.workspace.target
  const policy = {...place.policy, protectedPaths: [path.join(root, '.vscode')]}

  const run = await runLine({...place, policy}, 'ls -A')

  expect(run).toMatchObject({stdout: '.vscode\n'})
  expect(await readdir(root)).toEqual([])
})

test('the way to allowed hosts is a port of the loopback, as long as the command runs', async () => {
  const place = await stage()
  const proxySocket = path.join(place.folder, 'proxy.sock')
  const proxy = createServer((client) => client.end('the proxy\n')).listen(proxySocket)
  const policy: SandboxPolicy = {
    ...place.policy,
    environment: {...place.policy.environment, HTTPS_PROXY: 'http://127.0.0.1:13128'},
    network: {kind: 'allow-list', proxySocket, port: 13_128},
  }

  const line = 'port=${HTTPS_PROXY##*:}; exec 9<>/dev/tcp/127.0.0.1/$port; cat <&9; echo $port'
  const run = await runLine({...place, policy}, line)
  proxy.close()

  const port = /(\d+)\n$/.exec('stdout' in run ? run.stdout : '')?.[1]
  expect(run).toEqual({end: {kind: 'exited', exitCode: 0}, stdout: `the proxy\n${port}\n`, stderr: ''})
  expect(await readFile(path.join(place.folder, 'profile'), 'utf8')).toContain(`(remote ip "localhost:${port}")`)
  const late = connect(Number(port), '127.0.0.1')
  await expect(new Promise((_, reject) => late.once('error', reject))).rejects.toThrow('ECONNREFUSED')
})

test('a proxy that is not there is seen by the command as a closed connection', async () => {
  const place = await stage()
  const network = {kind: 'allow-list', proxySocket: path.join(place.folder, 'nobody.sock'), port: 13_128} as const
  const environment = {...place.policy.environment, P: 'http://127.0.0.1:13128'}

  const run = await runLine(
    {...place, policy: {...place.policy, environment, network}},
    'exec 9<>/dev/tcp/127.0.0.1/${P##*:}; cat <&9; echo end',
  )

  expect(run).toMatchObject({stdout: 'end\n'})
})

test('an abort ends the command', async () => {
  const stop = new AbortController()
  const place = await stage()
  const running = runLine(place, 'echo $$ > pid; sleep 4711.5', stop.signal)
  const pid = path.join(place.policy.workspace.target, 'pid')
  await expect.poll(() => readFile(pid, 'utf8').catch(() => ''), {timeout: 5000}).not.toBe('')

  stop.abort()

  expect(await running).toMatchObject({end: {kind: 'cancelled'}})
})

test('a sandbox that enforces nothing does not pass the probe', async () => {
  const {backend} = await stage()

  expect(await backend.probe(never)).toMatchObject({
    kind: 'unavailable',
    because: 'a command could read outside its workspace',
  })
})

test('a sandbox that forbids everything does not pass the probe', async () => {
  const {backend} = await stage(
    standIn.replace('exec "$@"', 'cd / && exec "$@"').replace('shift 2', 'shift 2; ulimit -f 0'),
  )

  expect(await backend.probe(never)).toMatchObject({kind: 'unavailable'})
})

test('elsewhere than on macOS there is no seatbelt', async () => {
  expect(await createSeatbeltBackend({platform: 'linux'}).probe(never)).toEqual({
    kind: 'unavailable',
    because: 'seatbelt exists on macOS only',
    remedy: 'Choose another backend.',
  })
})

test('without the program of macOS there is no seatbelt', async () => {
  const backend = createSeatbeltBackend({platform: 'darwin', program: '/nowhere/sandbox-exec'})

  expect(await backend.probe(never)).toMatchObject({kind: 'unavailable', because: 'there is no /nowhere/sandbox-exec'})
})

test('the policy is planned with real paths, and knows the names that lead to them', async () => {
  const {folder, policy} = await stage()
  const [real, linked] = [path.join(folder, 'private', 'tmp'), path.join(folder, 'tmp')]
  await mkdir(path.join(real, 'work', '.git'), {recursive: true})
  await mkdir(path.join(real, 'etc'))
  await symlink('private/tmp', linked)
  await writeFile(path.join(real, 'etc', 'zone'), '')
  await symlink('zone', path.join(real, 'etc', 'localtime'))
  await symlink('../work', path.join(real, 'etc', 'folder'))
  const target = path.join(linked, 'work')

  const facts = await readFacts({
    ...policy,
    workspace: {source: {kind: 'directory', path: target}, target, access: 'write', writableRoots: [`${target}/out`]},
    readPaths: [`${linked}/etc/localtime`, `${linked}/etc/folder`, `${linked}/etc/missing`],
    hiddenPaths: [`${target}/.env`],
    protectedPaths: [`${target}/.git/config`],
  })

  expect(facts.policy).toMatchObject({
    workspace: {
      source: {path: `${real}/work`},
      target: `${real}/work`,
      writableRoots: [`${real}/work/out`],
    },
    readPaths: [`${real}/etc/localtime`, `${real}/etc/zone`, `${real}/etc/folder`, `${linked}/etc/missing`],
    hiddenPaths: [`${real}/work/.env`],
    protectedPaths: [`${real}/work/.git/config`],
  })
  expect(facts.readPaths).toEqual([
    {path: `${real}/etc/localtime`, kind: 'link', to: 'zone'},
    {path: `${real}/etc/zone`, kind: 'file'},
    {path: `${real}/etc/folder`, kind: 'link', to: '../work'},
  ])
  expect(facts.namedPaths).toEqual([target, `${linked}/etc/localtime`, `${linked}/etc/folder`])
  expect(facts.protectedPlaces).toEqual([{path: `${real}/work/.git/config`, kind: 'missing'}])
})

test('a protected name is protected in every spelling that a file system might take for it', async () => {
  const {policy} = await stage()
  const root = policy.workspace.target
  // On a disk that tells case apart, all of these can stand beside each other.
  for (const name of ['.vscode', '.VSCode', '.v\u017fcode', '.vs\u200dcode', 'caf\u00e9', 'cafe\u0301']) {
    await mkdir(path.join(root, name, 'Sub'), {recursive: true})
  }
  const found = await readFacts({
    ...policy,
    protectedPaths: [path.join(root, '.vscode'), path.join(root, 'caf\u00e9', 'Sub'), path.join(root, 'AGENTS.md')],
  })

  const places = found.protectedPlaces.map((place) => `${place.kind} ${path.relative(root, place.path)}`)
  expect(new Set(places)).toEqual(
    new Set([
      'directory .vscode',
      'directory .VSCode',
      'directory .v\u017fcode',
      'directory .vs\u200dcode',
      'directory caf\u00e9/Sub',
      'directory cafe\u0301/Sub',
      'missing AGENTS.md',
    ]),
  )
})
