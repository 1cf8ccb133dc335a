import {execFileSync, spawn} from 'node:child_process'
import {createSocket} from 'node:dgram'
import {once} from 'node:events'
import {lstat, mkdir, readdir, readFile, realpath, symlink, writeFile} from 'node:fs/promises'
import {createServer, type AddressInfo, type ListenOptions} from 'node:net'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import type {SandboxLimits, SandboxPolicy} from '@codex-host/plugin-api'
import {onTestFinished} from 'vitest'
import {temporaryFolder} from './temporary-folder.ts'

export interface Arena {
  readonly policy: SandboxPolicy
  readonly workspace: string
  /** Everything outside the workspace, by path. What a command must not have changed. */
  outside(): Promise<Readonly<Record<string, string>>>
  /** Connections and datagrams that reached the host. */
  readonly reached: readonly string[]
}

export const secret = 'canary-4f1c'

/** A piece of the host with everything that attacks aim at. */
export async function createArena(limits: Partial<SandboxLimits> = {}): Promise<Arena> {
  const root = await temporaryFolder()
  const [workspace, outside, home] = ['workspace', 'outside', 'home'].map((name) => path.join(root, name))
  if (workspace === undefined || outside === undefined || home === undefined) {
    throw new Error('Three names, three paths.')
  }
  await writeTree(root)
  const reached: string[] = []
  const canary = await startCanary()
  const unixSocket = path.join(outside, 'socket')
  const abstractSocket = `codex-test-${path.basename(root)}`
  const environment = {
    PATH: `${path.dirname(await realpath(process.execPath))}:/usr/bin:/bin:/usr/sbin:/sbin`,
    HOME: '/tmp',
    LANG: 'C.UTF-8',
    WORKSPACE: workspace,
    OUTSIDE: outside,
    SECRETS: home,
    HOST_PID: String(canary),
    PORT: String(await listen({host: '127.0.0.1', port: 0}, reached)),
    PORT6: String(await listen({host: '::1', port: 0}, reached).catch(() => 1)),
    UDP_PORT: String(await listenUdp(reached)),
    UNIX_SOCKET: unixSocket,
    ABSTRACT_SOCKET: abstractSocket,
  }
  await listen({path: unixSocket}, reached)
  await listen({path: `\0${abstractSocket}`}, reached)
  const inside = (names: readonly string[]): string[] => names.map((name) => path.join(workspace, name))
  const policy: SandboxPolicy = {
    workspace: {source: {kind: 'directory', path: workspace}, target: workspace, access: 'write'},
    readPaths: [
      ...['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/nix/store', '/etc/ld.so.cache', '/etc/alternatives'],
      path.dirname(await realpath(process.execPath)),
    ],
    hiddenPaths: inside(['.env', 'packages/api/.env', 'private', 'not-there']),
    protectedPaths: inside([
      ...['kept.cfg', '.git/hooks', '.git/config', '.git/commondir', '.git/config.worktree'],
      ...['HEAD', 'commondir', 'config', 'config.worktree', 'worktrees'].map((name) => `repository/.git/${name}`),
      ...['.agent', '.missing/deeper'],
    ]),
    network: {kind: 'none'},
    environment,
    limits: {
      ...{
        timeoutMs: 20_000,
        outputBytes: 100_000,
        processes: 100,
        dataBytes: 4 * 1024 ** 3,
        fileBytes: 100 * 1024 ** 2,
      },
      ...limits,
    },
  }
  return {policy, workspace, reached, outside: () => snapshot([outside, home])}
}

async function writeTree(root: string): Promise<void> {
  const files = {
    'outside/kept': 'kept',
    'outside/secret': secret,
    'outside/.gitkeep': '',
    'home/.ssh/id': secret,
    'home/.netrc': secret,
    'home/.bashrc': '# mine',
    'home/.codex/credentials.json': secret,
    'workspace/other.txt': 'other\n',
    'workspace/kept.cfg': 'kept',
    'workspace/.env': secret,
    'workspace/packages/api/.env': secret,
    'workspace/private/key': secret,
    'workspace/.git/hooks/sample': '',
    'workspace/.git/config': '',
    'workspace/repository/file': 'text',
  }
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), {recursive: true})
    await writeFile(path.join(root, name), text)
  }
  await symlink(path.join(root, 'outside'), path.join(root, 'workspace/link-out'))
  await symlink(path.join(root, 'outside/kept'), path.join(root, 'workspace/link-file'))
  await symlink(path.join(root, 'home'), path.join(root, 'workspace/link-secrets'))
  commitAll(path.join(root, 'workspace/repository'))
}

function commitAll(folder: string): void {
  const env = {PATH: '/usr/bin:/bin', HOME: folder, GIT_CONFIG_NOSYSTEM: '1'}
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org']
  try {
    for (const args of [
      ['init', '-q'],
      ['add', '.'],
      [...identity, 'commit', '-qm', 'first'],
    ]) {
      execFileSync('git', args, {cwd: folder, env, stdio: 'ignore'})
    }
  } catch {
    // Without git the row that needs it says so.
  }
}

async function startCanary(): Promise<number> {
  const program = fileURLToPath(new URL('../fixtures/programs/canary-process.mjs', import.meta.url))
  const child = spawn(process.execPath, [program, secret], {env: {CANARY: secret}, stdio: ['pipe', 'pipe', 'ignore']})
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  await once(child.stdout, 'data')
  if (child.pid === undefined) throw new Error('The canary did not start.')
  return child.pid
}

async function listen(options: ListenOptions, reached: string[]): Promise<number> {
  const server = createServer((socket) => {
    reached.push(`connection to ${JSON.stringify(options)}`)
    socket.destroy()
  })
  server.listen(options)
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
  })
  return (server.address() as AddressInfo | null)?.port ?? 0
}

async function listenUdp(reached: string[]): Promise<number> {
  const socket = createSocket('udp4', () => reached.push('datagram'))
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  onTestFinished(() => {
    socket.close()
  })
  return socket.address().port
}

async function snapshot(folders: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const entries: [string, string][] = []
  for (const folder of folders) {
    for (const name of await readdir(folder, {recursive: true})) {
      const place = path.join(folder, name)
      const found = await lstat(place)
      entries.push([place, `${found.mode} ${found.isFile() ? await readFile(place, 'utf8') : ''}`])
    }
  }
  return Object.fromEntries(entries)
}
