import {execFileSync, spawn} from 'node:child_process'
import {once} from 'node:events'
import {access, chown, mkdir, readdir, readFile, rename, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {text} from 'node:stream/consumers'
import {setTimeout as delay} from 'node:timers/promises'
import {fileURLToPath} from 'node:url'
import type {SandboxBackend, SandboxPolicy} from '@codex-host/plugin-api'
import {describe, expect, onTestFinished, test} from 'vitest'
import {eventually} from './eventually.ts'
import {createArena} from './sandbox-arena.ts'
import {runLine} from './sandbox-conformance.ts'
import {temporaryFolder} from './temporary-folder.ts'

const program = fileURLToPath(new URL('../fixtures/programs/run-sandboxed.ts', import.meta.url))
const flood = fileURLToPath(new URL('../fixtures/programs/flood.mjs', import.meta.url))
const isRoot = process.getuid?.() === 0

export interface BehaviourOptions {
  /** The user that works with the backend where the tests run as root; none where only root may. */
  readonly ordinaryUsers?: readonly string[]
  /** Variables of the program that runs a command to be killed, or as another user. */
  readonly env?: Readonly<Record<string, string>>
}

/** What the contract asks of a backend beyond what one command line can show. */
export function describeBehaviour(
  backend: SandboxBackend,
  {ordinaryUsers = ['65534'], env = {}}: BehaviourOptions = {},
): void {
  const otherUsers = isRoot ? ordinaryUsers : []
  describe('ends the whole tree', () => {
    const stubborn = 'trap "" TERM; (setsid sh -c "trap \\"\\" TERM; sleep 4343.1 & sleep 4343.2" &); sleep 4343.3 & '

    test('on time-out', async () => {
      const {policy} = await createArena({timeoutMs: 700})

      const {end} = await runLine(backend, policy, `${stubborn} while :; do :; done`)

      expect({end, left: await waitForNone('4343.')}).toEqual({end: {kind: 'timed-out'}, left: []})
    })

    test('on abort', async () => {
      const {policy} = await createArena()

      const {end} = await runLine(backend, policy, `${stubborn} wait`, {signal: AbortSignal.timeout(700)})

      expect({end, left: await waitForNone('4343.')}).toEqual({end: {kind: 'cancelled'}, left: []})
    })

    test.each([[], ...otherUsers.map((user) => [user])])('when the host is killed (user %s)', async (...user) => {
      const {policy, workspace} = await createArena()
      for (const id of user) await giveAway(path.dirname(workspace), id)
      const child = spawn(process.execPath, [program, backend.name, ...user], {
        stdio: ['pipe', 'ignore', 'inherit'],
        env,
      })
      child.stdin.end(
        JSON.stringify({command: bash('(setsid sleep 4444.1 &); sleep 4444.2 & touch started; wait', policy), policy}),
      )
      await appears(path.join(policy.workspace.target, 'started'))
      // Both are started in the background: the file may be there before one of them.
      await eventually('two sleepers', async () => (await sleepers('4444.')).length === 2)

      child.kill('SIGKILL')

      expect(await waitForNone('4444.')).toEqual([])
    })
  })

  describe('limits', () => {
    test('300 MB of output are counted and cut', async () => {
      const arena = await createArena()
      const node = path.dirname(flood)
      const policy = {...arena.policy, readPaths: [...arena.policy.readPaths, node]}

      const {outcome, stdout, end} = await runLine(backend, policy, `node ${flood} 300`)

      expect(end).toEqual({kind: 'exited', exitCode: 0})
      expect([outcome.stdout.totalBytes, outcome.stdout.bytes.byteLength]).toEqual([300 * 1024 ** 2 + 11, 100_000])
      expect(stdout).toMatch(/^first\nx+last\n$/)
    })

    test('a fork bomb runs into the limit', async () => {
      const {policy} = await createArena({processes: 40})
      const bomb = `
        const {spawn} = require('child_process')
        const children = Array.from({length: 600}, () => spawn('sleep', ['4545.1'], {stdio: 'ignore'}).on('error', () => {}))
        const started = children.filter(({pid}) => pid !== undefined).length
        console.log(started > 0 && started < 350 ? 'limited' : started)
        process.exit()`

      const {stdout} = await runLine(
        backend,
        {...policy, environment: {...policy.environment, BOMB: bomb}},
        'node -e "$BOMB"',
      )

      expect({stdout, left: await waitForNone('4545.')}).toEqual({stdout: 'limited\n', left: []})
    })

    test('a process cannot take more memory, or write a larger file, than the policy gives', async () => {
      const {policy} = await createArena({dataBytes: 100 * 1024 ** 2, fileBytes: 1024 ** 2})

      const memory = await runLine(backend, policy, 'v=$(head -c 300000000 /dev/zero | tr "\\0" x); echo ${#v}')
      const file = await runLine(backend, policy, 'head -c 3000000 /dev/zero > big; stat -c %s big')

      expect(memory.stdout).not.toContain('300000000')
      expect(file.stdout).toBe('1048576\n')
    })
  })

  describe('the workspace', () => {
    test('is read-only where the policy says so, and may be shown at another path', async () => {
      const {policy} = await createArena()
      const elsewhere: SandboxPolicy = {
        ...policy,
        workspace: {...policy.workspace, target: '/somewhere/else', access: 'read'},
        hiddenPaths: [],
        protectedPaths: [],
      }

      const {stdout} = await runLine(backend, elsewhere, 'pwd; cat other.txt; touch x 2>/dev/null || echo refused')

      expect(stdout).toBe('/somewhere/else\nother\nrefused\n')
    })

    test('holds no litter after commands that did nothing, eight at once', async () => {
      const {policy, workspace} = await createArena()
      const before = await readdir(workspace, {recursive: true})

      const runs = await Promise.all(
        Array.from({length: 8}, () => runLine(backend, policy, 'test -d .agent && echo ok')),
      )

      expect(runs.map(({stdout}) => stdout)).toEqual(runs.map(() => 'ok\n'))
      expect(await readdir(workspace, {recursive: true})).toEqual(before)
    })

    test('with a protected path that is a link is not worked in', async () => {
      const {policy, workspace} = await createArena()
      await rename(path.join(workspace, 'other.txt'), path.join(workspace, 'target.txt'))
      execFileSync('ln', ['-s', 'target.txt', path.join(workspace, '.agent')])

      await expect(runLine(backend, policy, 'true')).rejects.toThrow(/\.agent must be protected and is a link/)
    })

    test('may have spaces and other odd characters in its path', async () => {
      const {policy} = await createArena()
      const odd = path.join(await temporaryFolder(), 'a b\t#\\040$(x)\'"é')
      await mkdir(odd)
      await writeFile(path.join(odd, '.env'), 'hidden')
      const workspace = {source: {kind: 'directory', path: odd}, target: odd, access: 'write'} as const

      const {stdout} = await runLine(
        backend,
        {...policy, workspace, hiddenPaths: [path.join(odd, '.env')], protectedPaths: [path.join(odd, 'kept')]},
        'cat .env; touch kept/x 2>/dev/null || echo protected; pwd',
      )

      expect(stdout).toBe(`protected\n${odd}\n`)
    })
  })

  test('a command that does not exist is the command’s failure, not the sandbox’s', async () => {
    const {policy} = await createArena()
    const command = {argv: ['no-such-program'] as [string], cwd: policy.workspace.target}

    const outcome = await backend.run(command, policy, new AbortController().signal)

    expect(outcome).toMatchObject({kind: 'finished', end: {kind: 'exited', exitCode: 127}})
  })

  test('a failure of the sandbox is told apart from the command’s', async () => {
    const {policy} = await createArena()
    const broken = {
      ...policy,
      workspace: {...policy.workspace, source: {kind: 'directory' as const, path: '/proc/nonexistent/x'}},
    }

    await expect(runLine(backend, broken, 'echo BREACH')).rejects.toThrow(/failed|could not|cannot/)
  })

  test.each(isRoot ? otherUsers : [String(process.getuid?.())])('works for an ordinary user (%s)', async (id) => {
    const {policy, workspace} = await createArena()
    if (isRoot) await giveAway(path.dirname(workspace), id)
    const child = spawn(process.execPath, [program, backend.name, ...(isRoot ? [id] : [])], {env})
    const line =
      'id -u; touch mine && stat -c %u mine; touch kept.cfg || echo refused; unshare -U true || echo refused; cat .env; grep NoNewPrivs /proc/self/status'
    child.stdin.end(JSON.stringify({command: bash(`(${line}) 2>/dev/null`, policy), policy}))

    const outcome: unknown = JSON.parse(await text(child.stdout))

    expect(outcome).toEqual({
      kind: 'finished',
      end: {kind: 'exited', exitCode: 0},
      stdout: `${id}\n${id}\nrefused\nrefused\nNoNewPrivs:\t1\n`,
      stderr: '',
    })
  })

  if (!backend.capabilities.entersNamespaces) return
  test('shows a mount that only another process has', async () => {
    const {policy} = await createArena()
    const folder = await temporaryFolder()
    const pid = await holdMount(folder)
    const workspace = {
      source: {kind: 'namespace', pid, path: folder},
      target: policy.workspace.target,
      access: 'write',
    } as const
    const inside: SandboxPolicy = {
      ...policy,
      workspace,
      hiddenPaths: [path.join(workspace.target, 'only-there')],
      protectedPaths: [path.join(workspace.target, '.git')],
    }

    const {stdout} = await runLine(
      backend,
      inside,
      'ls; cat only-there; touch .git/x 2>/dev/null || echo protected; (echo again > second) && cat second; id -u; touch /usr/x 2>/dev/null || echo refused',
    )
    const later = await runLine(backend, inside, 'ls -A')

    expect(stdout).toBe(`only-there\nprotected\nagain\n${process.getuid?.()}\nrefused\n`)
    expect(later.stdout).toBe('.git\nonly-there\nsecond\n')
    expect(await readdir(folder)).toEqual([])
    expect(await readdir(`/proc/${pid}/root${folder}`)).toEqual(['only-there', 'second'])
  })
}

function bash(line: string, policy: SandboxPolicy) {
  return {argv: ['/bin/bash', '-c', line], cwd: policy.workspace.target}
}

/** A process with a mount of its own over `folder`. */
async function holdMount(folder: string): Promise<number> {
  const script = 'mount -t tmpfs tmpfs "$1" && echo text > "$1/only-there" && echo ready && read -r _'
  const child = spawn('/usr/bin/unshare', ['-Urm', '/bin/sh', '-c', script, 'sh', folder], {
    env: {PATH: '/usr/bin:/bin'},
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  await once(child.stdout, 'data')
  if (child.pid === undefined) throw new Error('There is no holder.')
  return child.pid
}

async function giveAway(folder: string, user: string): Promise<void> {
  const id = Number(user)
  await chown(folder, id, id)
  for (const name of await readdir(folder, {recursive: true})) {
    await chown(path.join(folder, name), id, id).catch(() => undefined)
  }
}

async function appears(file: string): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const isThere = await access(file).then(
      () => true,
      () => false,
    )
    if (isThere) return
    await delay(25)
  }
  throw new Error(`${file} did not appear.`)
}

async function waitForNone(duration: string): Promise<readonly string[]> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if ((await sleepers(duration)).length === 0) return []
    await delay(25)
  }
  return sleepers(duration)
}

async function sleepers(duration: string): Promise<readonly string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')))
  return lines.filter((line) => line.startsWith(`sleep\0${duration}`))
}
