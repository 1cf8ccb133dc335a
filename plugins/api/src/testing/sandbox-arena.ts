import {execFile} from 'node:child_process'
import {randomInt} from 'node:crypto'
import {lstat, mkdtemp, readdir, readFile, readlink, realpath, rm} from 'node:fs/promises'
import {platform, tmpdir} from 'node:os'
import path from 'node:path'
import {promisify} from 'node:util'
import type {SandboxLimits, SandboxPolicy} from '../sandbox.ts'
import {type FakeHost, startFakeHost} from './fake-host.ts'
import {holdView} from './hold-view.ts'
import {secret, writeArenaTree} from './write-arena-tree.ts'

export {secret}

/** A piece of a host with everything that attacks aim at, and the policy that must keep them from it. */
export interface SandboxArena {
  readonly policy: SandboxPolicy
  readonly workspace: string
  /** Everything outside the workspace, by path. What a command must not have changed. */
  outside(): Promise<Readonly<Record<string, string>>>
  /** Connections, datagrams and signals that reached the host. */
  readonly reached: readonly string[]
  /** Ids of the processes that attacks left behind. */
  leftovers(): Promise<readonly number[]>
  /** Ends what runs, leftovers too, and removes the files. */
  close(): Promise<void>
}

export interface ArenaOptions {
  readonly limits?: Partial<SandboxLimits>
  /** An existing folder to make the arena in; the system's temporary one unless told. */
  readonly parent?: string
  /** The policy names a view of the workspace in a mount namespace, and the workspace counts as outside. */
  readonly isOnView?: boolean
}

export async function createSandboxArena(options: ArenaOptions = {}): Promise<SandboxArena> {
  const root = await realpath(await mkdtemp(path.join(options.parent ?? tmpdir(), 'sandbox-arena-')))
  await writeArenaTree(root)
  const host = await startFakeHost(root)
  // What sleeps for this long is ours: no other process, and no other arena's.
  const nap = String(randomInt(100_000_000, 999_999_999))
  const leftovers = () => sleepers(nap)
  const [outside, home] = [path.join(root, 'outside'), path.join(root, 'home')]
  const mark = `codex-attack-${nap}`
  const workspace = path.join(root, 'workspace')
  const policy = await arenaPolicy(root, {...host.environment, NAP: nap, MARK: mark}, options)
  const view = options.isOnView === true ? await holdView(root) : undefined
  const places = [outside, home, path.join(root, 'tools'), `/tmp/${mark}`, `/dev/shm/${mark}`]
  return {
    policy: {...policy, workspace: {...policy.workspace, ...(view !== undefined && {source: view.source})}},
    workspace,
    reached: host.reached,
    outside: () => snapshot(view === undefined ? places : [...places, workspace]),
    leftovers,
    async close() {
      for (const id of await leftovers()) endProcess(id)
      await view?.close()
      await host.close()
      await rm(root, {recursive: true, force: true})
      await Promise.all(['/tmp', '/dev/shm'].map((folder) => rm(path.join(folder, mark), {force: true})))
    },
  }
}

async function arenaPolicy(
  root: string,
  variables: FakeHost['environment'],
  {limits}: ArenaOptions,
): Promise<SandboxPolicy> {
  const workspace = path.join(root, 'workspace')
  const node = path.dirname(await realpath(process.execPath))
  const inside = (names: readonly string[]): string[] => names.map((name) => path.join(workspace, name))
  return {
    workspace: {source: {kind: 'directory', path: workspace}, target: workspace, access: 'write'},
    readPaths: [
      ...['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/nix/store', '/etc/ld.so.cache', '/etc/alternatives'],
      ...[node, path.join(root, 'tools')],
    ],
    hiddenPaths: inside(['.env', 'packages/api/.env', 'private', 'not-there', 'run/host.sock']),
    protectedPaths: inside([
      ...['kept.cfg', '.git/hooks', '.git/config', '.git/commondir', '.git/config.worktree'],
      ...['HEAD', 'commondir', 'config', 'config.worktree', 'worktrees'].map((name) => `repository/.git/${name}`),
      ...['AGENTS.md', '.envrc', '.vscode/tasks.json', '.agent', '.missing/deeper'],
    ]),
    network: {kind: 'none'},
    environment: {
      ...{PATH: `${node}:/usr/bin:/bin:/usr/sbin:/sbin`, HOME: '/tmp', LANG: 'C.UTF-8'},
      ...{WORKSPACE: workspace, OUTSIDE: path.join(root, 'outside'), SECRETS: path.join(root, 'home')},
      ...{
        TOOLS: path.join(root, 'tools'),
        HOST_NET: await namespaceOf('net'),
        HOST_IPC: await namespaceOf('ipc'),
      },
      ...variables,
    },
    limits: {...generous, ...limits},
  }
}

const generous: SandboxLimits = {
  timeoutMs: 20_000,
  outputBytes: 100_000,
  processes: 100,
  dataBytes: 4 * 1024 ** 3,
  fileBytes: 100 * 1024 ** 2,
}

async function snapshot(places: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const entries: [string, string][] = []
  for (const top of places) {
    const below = await readdir(top, {recursive: true}).catch(() => [])
    for (const place of [top, ...below.map((name) => path.join(top, name))]) {
      const found = await lstat(place).catch(() => undefined)
      if (found !== undefined) entries.push([place, `${found.mode} ${found.isFile() ? await textOf(place) : ''}`])
    }
  }
  return Object.fromEntries(entries)
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'latin1')
}

/** A name that is no namespace's where there are none. */
async function namespaceOf(kind: string): Promise<string> {
  return readlink(`/proc/self/ns/${kind}`).catch(() => 'none')
}

async function sleepers(nap: string): Promise<readonly number[]> {
  if (platform() === 'darwin') return sleepersFromPs(nap)
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')))
  return ids.filter((_, index) => lines[index]?.startsWith(`sleep\0${nap}.`)).map(Number)
}

async function sleepersFromPs(nap: string): Promise<readonly number[]> {
  const {stdout} = await promisify(execFile)('/bin/ps', ['-A', '-o', 'pid=', '-o', 'command='])
  return stdout.split('\n').flatMap((line) => {
    const [id, program, time] = line.trim().split(/\s+/)
    return program === 'sleep' && time?.startsWith(`${nap}.`) ? [Number(id)] : []
  })
}

function endProcess(id: number): void {
  try {
    process.kill(id, 'SIGKILL')
  } catch {
    // It ended by itself.
  }
}
