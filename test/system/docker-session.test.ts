import {mkdir, rm, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import type {SandboxPolicy} from '@codex-host/plugin-api'
import {afterAll, afterEach, expect, test} from 'vitest'
import createDockerBackend from '../../plugins/docker/src/docker.ts'
import {processOwner} from '../../plugins/docker/src/owner.ts'
import {createSandboxHost} from '../../src/cli/create-sandbox-host.ts'
import {inspectedSystemCalls, refusedSystemCalls} from '../../src/sandbox/system-call-numbers.ts'
import {codexPlace} from '../helpers/codex-place.ts'
import {eventually} from '../helpers/eventually.ts'
import {callErrors, inspectedCalls} from '../helpers/inspected-calls.ts'
import {podmanPlace, testImage} from '../helpers/podman-place.ts'
import {runs as asksFor, says} from '../helpers/replies.ts'
import {processesLeft, processStarts} from '../helpers/running-processes.ts'
import {createArena} from '../helpers/sandbox-arena.ts'
import {runLine} from '../helpers/sandbox-conformance.ts'

const place = await podmanPlace()
const never = new AbortController().signal
const plugin = fileURLToPath(new URL('../../plugins/docker', import.meta.url))
const architecture = process.arch === 'arm64' ? 'arm64' : 'x64'

afterEach(async () => {
  await place.podman('rm', '--force', '--time', '0', '--all')
})

afterAll(async () => {
  await place.close()
})

/** As each run of codex has one. */
function newBackend(env: Readonly<Record<string, string>> = {}) {
  const variables = {...place.env, ...env}
  return createDockerBackend(
    createSandboxHost({env: variables, codexHome: variables['CODEX_HOME'] ?? '', name: 'docker'}),
  )
}

/** A policy as that of a copy: nothing must be kept from being made. */
async function copyPolicy(): Promise<SandboxPolicy> {
  const {policy} = await createArena()
  return {...policy, protectedPaths: []}
}

async function containers(): Promise<readonly string[]> {
  const list = await place.podman('ps', '--all', '--format', '{{.Names}}')
  return list.split('\n').filter((name) => name !== '')
}

test('commands of a session share a container, one after the other', async () => {
  const backend = newBackend()
  const policy = await copyPolicy()

  await runLine(backend, policy, 'echo kept > /tmp/mark')
  const [first] = await containers()
  await eventually('an idle container', async () => {
    const {stdout} = await runLine(backend, policy, 'cat /tmp/mark 2>/dev/null || echo kept > /tmp/mark')
    return stdout === 'kept\n'
  })

  expect(await containers()).toContain(first)
})

test('a folder that took the place of another one is what the next command sees', async () => {
  const backend = newBackend()
  const policy = await copyPolicy()
  const workspace = policy.workspace.target
  await runLine(backend, policy, 'cat other.txt')

  await rm(workspace, {recursive: true})
  await mkdir(workspace)
  await writeFile(path.join(workspace, 'other.txt'), 'another folder\n')

  const {stdout} = await runLine(backend, {...policy, hiddenPaths: []}, 'cat other.txt')
  expect(stdout).toBe('another folder\n')
})

test('a command that kills what watches over it was killed, and the container with it', async () => {
  const backend = newBackend()
  const policy = await copyPolicy()

  const {end} = await runLine(backend, policy, '(setsid sleep 4949.1 &); kill -KILL $PPID; sleep 4949.2')

  expect(end).toEqual({kind: 'signalled', signal: 'SIGKILL'})
  expect(await processesLeft('sleep 4949.')).toEqual([])
  expect(await containers()).toEqual([])
})

test('what holds the container is out of the command’s reach', async () => {
  const line =
    'for p in $(ls /proc | grep -x "[0-9]*"); do [ "$(stat -c %u /proc/$p)" = "$(id -u)" ] || { ls /proc/$p/fd; kill -9 $p; echo x > /proc/$p/fd/0; }; done 2>/dev/null; echo done'

  expect(await runLine(newBackend(), await copyPolicy(), line)).toMatchObject({
    stdout: 'done\n',
    end: {kind: 'exited', exitCode: 0},
  })
})

test('eight at once in one workspace each have a container of their own, and none is left', async () => {
  const {policy} = await createArena()
  const backend = newBackend()
  const line = 'cat /tmp/own 2>/dev/null; echo mine > /tmp/own; mkdir .agent 2>/dev/null || echo refused'

  const runs = await Promise.all(Array.from({length: 8}, () => runLine(backend, policy, line)))

  expect(runs.map(({stdout}) => stdout)).toEqual(runs.map(() => 'refused\n'))
  expect(await containers()).toEqual([])
})

test('what a killed codex left is removed at the next start, and nothing of one that lives', async () => {
  const [mine, gone] = await Promise.all([processOwner(), processOwner(2 ** 22 + 1)])
  const create = (name: string, owner: string) =>
    place.podman('create', '--name', name, '--label', `codex.sandbox.owner=${owner}`, testImage, 'sh')
  await create('of-a-dead-one', gone)
  await create('mine', mine)
  await create('of-another-machine', gone.replace(/^[^/]*/, 'elsewhere'))

  await newBackend().probe(never)

  const left = await containers()
  expect(left).not.toContain('of-a-dead-one')
  expect(left).toEqual(expect.arrayContaining(['mine', 'of-another-machine']))
})

test.each([
  [{CODEX_DOCKER_IMAGE: ''}, 'no image is chosen', 'export CODEX_DOCKER_IMAGE='],
  [{CODEX_DOCKER_IMAGE: '--privileged'}, '"--privileged" is no name of an image', 'export CODEX_DOCKER_IMAGE='],
  [
    {CODEX_DOCKER_IMAGE: 'localhost/not-here'},
    'the image localhost/not-here cannot be used',
    'podman pull localhost/not-here',
  ],
])('with %j it says what is missing', async (env, because, remedy) => {
  expect(await newBackend(env).probe(never)).toEqual({
    kind: 'unavailable',
    because: expect.stringContaining(because) as string,
    remedy: expect.stringContaining(remedy) as string,
  })
})

test('every call that bubblewrap’s filter refuses is refused', async () => {
  const calls = Object.values<{x64: number; arm64?: number}>(refusedSystemCalls).flatMap(
    (call) => call[architecture] ?? [],
  )
  const program = `for (${calls.join(',')}) { $! = 0; syscall($_, 0, 0, 0, 0, 0, 0); print "$_=", $!+0, "\\n" }`

  const {stdout} = await runLine(newBackend(), await copyPolicy(), `perl -e '${program}'`)

  const answers = new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split('=').map(Number) as [number, number]),
  )
  // Newer than the engine's library: unknown to it, and to the kernel of the same age.
  const unknown = new Set<number>([refusedSystemCalls.open_tree_attr[architecture]])
  expect(calls.filter((call) => answers.get(call) !== callErrors.EPERM && !unknown.has(call))).toEqual([])
})

test('calls whose arguments decide are answered as under bubblewrap, whatever the high half says', async () => {
  const rows = inspectedCalls.map(([call, args, error]) => ({
    number: inspectedSystemCalls[call][architecture],
    args,
    error,
  }))
  const high = [
    {number: inspectedSystemCalls.ioctl[architecture], args: '0, 0x100005412, my $byte = "x"', error: callErrors.EPERM},
    {number: inspectedSystemCalls.socket[architecture], args: '0x100000010, 3, 9', error: callErrors.EAFNOSUPPORT},
    {number: inspectedSystemCalls.personality[architecture], args: '0x100040000', error: callErrors.EPERM},
  ]
  const program = [...rows, ...high]
    .map(({number, args}) => `{ $! = 0; my $r = syscall(${number}, ${args}); print $r == -1 ? $!+0 : 0, "\\n" }`)
    .join('\n')

  const {stdout} = await runLine(newBackend(), await copyPolicy(), `perl -e '${program}'`)

  expect(stdout.trim().split('\n').map(Number)).toEqual([...rows, ...high].map(({error}) => error))
})

/** Codex with the plugin, as a user has it. */
async function codexWithDocker(steps: Parameters<typeof codexPlace>[0] = {}) {
  const codex = await codexPlace({...steps, env: {...place.engine, CODEX_SANDBOX: 'docker'}})
  const linked = await codex.run(['plugins', 'link', '--no-install', plugin])
  expect(linked.exitCode).toBe(0)
  return codex
}

test('codex runs a command in a container, with its streams and its exit status', async () => {
  const codex = await codexWithDocker({files: {'a.txt': 'A\n', '.env': 'KEY=1'}})

  const run = await codex.run(
    [
      'sandbox',
      'exec',
      '--',
      'bash',
      '-c',
      'cat - a.txt .env > b.txt; cat b.txt; echo err >&2; hostname -s || cat /proc/sys/kernel/hostname; exit 7',
    ],
    {stdin: 'in\n'},
  )

  expect(run).toMatchObject({exitCode: 7, stdout: expect.stringMatching(/^in\nA\ncodex\n$/) as string})
  expect(await codex.files()).toEqual({'a.txt': 'A\n', '.env': 'KEY=1', 'b.txt': 'in\nA\n'})
  expect(await containers()).toEqual([])
})

test('a turn works in a copy, and its changes land', async () => {
  const codex = await codexWithDocker({
    files: {'a.txt': 'one\n'},
    steps: [asksFor('echo two > a.txt; cat /proc/sys/kernel/hostname'), asksFor('cat a.txt'), says('Done.')],
  })

  const run = await codex.run(['-a', 'full-auto', '--json', 'Change it now'])

  expect(JSON.parse(run.stdout)).toMatchObject({
    exit_code: 0,
    sandbox: 'docker',
    isolation: expect.stringMatching(/^(?:copy|reflink)/) as string,
  })
  expect(await codex.read('a.txt')).toBe('two\n')
  expect(JSON.stringify(codex.requests)).toContain('codex')
  await eventually('no container', async () => (await containers()).length === 0)
})

test('a codex that is killed leaves no container and no process', async () => {
  const codex = await codexWithDocker({files: {'a.txt': 'one\n'}})
  const {child, ended} = codex.start(['sandbox', 'exec', '--', 'bash', '-c', '(setsid sleep 4848.1 &); sleep 4848.2'])
  await processStarts('sleep 4848.2')
  expect((await containers()).length).toBeGreaterThan(0)

  child.kill('SIGKILL')
  await ended

  expect(await processesLeft('sleep 4848.')).toEqual([])
  await eventually('no container', async () => (await containers()).length === 0)
})

test('a list of hosts is more than it gives: nothing runs', async () => {
  const codex = await codexWithDocker()

  const run = await codex.run(['sandbox', 'exec', '--allow-host', 'example.org', '--', 'true'])

  expect(run).toMatchObject({exitCode: 6, stdout: ''})
  expect(run.stderr.replaceAll(/\s+/g, ' ')).toContain('it does not enforce network allow list')
})

test('the list names the engine and the image', async () => {
  const codex = await codexWithDocker()

  const {stdout} = await codex.run(['sandbox', 'list'])

  expect(stdout).toMatch(/^docker +works: podman [\w.]+, image localhost\/codex-test:1 \(sha256:[0-9a-f]{12}\)/m)
})
