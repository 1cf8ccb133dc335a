import {execFileSync} from 'node:child_process'
import {once} from 'node:events'
import {chown, lstat, mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises'
import {createServer} from 'node:http'
import {type AddressInfo, connect} from 'node:net'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import type {HostContact, SandboxBackend, SandboxPolicy} from '@codex-host/plugin-api'
import {describe, expect, onTestFinished, test} from 'vitest'
import {assessHost} from '../../src/approval/assess-host.ts'
import {createNetwork} from '../../src/network/create-network.ts'
import {proxyEnvironment, proxyPort} from '../../src/sandbox/proxy-environment.ts'
import {createArena} from './sandbox-arena.ts'
import {runLine} from './sandbox-conformance.ts'
import {temporaryFolder} from './temporary-folder.ts'

/** A plugin of ours brings it. */
const npmFolder = path.join(fileURLToPath(new URL('../..', import.meta.url)), 'node_modules', 'npm')

/** What a backend must do with a policy whose network is an allow-list. */
export function describeNetwork(backend: SandboxBackend): void {
  describe('an allow-list', () => {
    test('lets each program reach what is listed, by name and by address', async () => {
      const {run, port} = await networkArena(backend)
      const ok = 'echo "<<$(cat /tmp/out)>>"'

      const {stdout} = await run(
        [
          `if command -v curl > /dev/null; then curl -sS http://named.example/a > /tmp/out; else echo /a > /tmp/out; fi; ${ok}`,
          `node -e 'fetch("http://127.0.0.1:${port}/b").then((r) => r.text()).then((t) => console.log(t))' > /tmp/out; ${ok}`,
          `node -e 'require("http").get("http://named.example/c", (r) => r.pipe(process.stdout))' > /tmp/out; ${ok}`,
          `if [ -x /usr/bin/python3 ]; then /usr/bin/python3 -c 'import urllib.request; print(urllib.request.urlopen("http://named.example/d").read().decode())' > /tmp/out; else echo /d > /tmp/out; fi; ${ok}`,
          `if command -v git > /dev/null; then git clone -q http://named.example/repository.git /tmp/clone && ls /tmp/clone > /tmp/out; else echo file > /tmp/out; fi; ${ok}`,
          `node ${npmFolder}/bin/npm-cli.js view --registry http://127.0.0.1:${port}/ tiny-package version > /tmp/out; ${ok}`,
        ].join('\n'),
      )

      expect(stdout).toBe('<</a>>\n<</b>>\n<</c>>\n<</d>>\n<<file>>\n<<1.2.3>>\n')
    })

    test('lets the owner of the workspace through where root has started it, and nobody else', async () => {
      const {run, workspace, lastSocket} = await networkArena(backend)
      // Only root can give a folder away; for others it is their own.
      const owner = process.getuid?.() === 0 ? 1234 : (process.getuid?.() ?? -1)
      await chown(workspace, owner, owner)

      const {stdout} = await run(
        `id -u; node -e 'fetch("http://named.example/b").then((r) => r.text()).then((t) => console.log(t))'; stat -c '%u %a' /run/codex-proxy /run/codex-proxy/http`,
      )

      expect(stdout).toBe(`${owner}\n/b\n${owner} 700\n${owner} 600\n`)
      await expect(lstat(lastSocket())).rejects.toThrow('ENOENT')
    })

    test('refuses every other host, and says which', async () => {
      const {run, port} = await networkArena(backend)
      const fetchAll = (places: readonly string[]) =>
        `node -e 'Promise.all(${JSON.stringify(places)}.map((p) => fetch(p).then((r) => r.status, () => 0))).then((s) => console.log(s.join()))'`

      const {stdout, contacts} = await run(
        fetchAll([
          'http://other.example/',
          `http://127.0.0.1:${port + 1}/`,
          'https://169.254.169.254/',
          'http://named.example:81/',
        ]),
      )

      expect(stdout).toMatch(/^(?:0|403),(?:0|403),(?:0|403),(?:0|403)\n$/)
      expect(new Set(contacts.map(({host, port: to, assessment}) => `${host} ${to} ${assessment.kind}`))).toEqual(
        new Set([
          'other.example 80 ask',
          `127.0.0.1 ${port + 1} deny`,
          '169.254.169.254 443 deny',
          'named.example 81 ask',
        ]),
      )
    })

    test('is the only way out: no direct connection, no other socket, no way to change the folder', async () => {
      const {run, reached, port} = await networkArena(backend)

      const {stdout} = await run(
        [
          `(exec 9<>/dev/tcp/127.0.0.1/${port}) && echo BREACH`,
          '(exec 9<>/dev/tcp/1.1.1.1/443) && echo BREACH',
          '(echo hello > /dev/udp/8.8.8.8/53) && echo BREACH',
          'rm -f /run/codex-proxy/http && echo BREACH',
          'touch /run/codex-proxy/other && echo BREACH',
          'mv /run/codex-proxy /run/elsewhere && echo BREACH',
          '[ "$(ls -A /run/codex-proxy)" = http ] || echo BREACH',
          'grep -v -e "lo:" -e "|" /proc/net/dev && echo BREACH',
          'echo ran',
        ].join('; '),
      )

      expect([stdout, reached]).toEqual(['ran\n', []])
    })

    test('leaves streams, exit code and background work as they are without one', async () => {
      const {run} = await networkArena(backend)

      const mixed = await run('cat; echo err >&2; exit 7', {stdin: 'input'})
      const waits = await run('node -e "setTimeout(() => console.log(1), 50)" & wait; echo waited')
      const none = await run('ls /proc/self/fd | wc -l')
      const without = await run('ls /proc/self/fd | wc -l', {network: {kind: 'none'}})

      expect([mixed.stdout, mixed.stderr, mixed.end]).toEqual(['input', 'err\n', {kind: 'exited', exitCode: 7}])
      expect(waits.stdout).toBe('1\nwaited\n')
      expect(none.stdout).toBe(without.stdout)
    })

    test('ends with the command: no proxy, no bridge and no folder is left', async () => {
      const {run, folder, lastSocket} = await networkArena(backend)

      await run('true')

      expect(await readdir(folder)).toEqual([])
      const left = connect(lastSocket())
      const [error] = (await once(left, 'error')) as [NodeJS.ErrnoException]
      expect(error.code).toBe('ENOENT')
    })

    test('works where commands see no socat: Node listens then', async () => {
      const {run, port} = await networkArena(backend)
      const programs = ['bash', 'cat', 'dash', 'env', 'prlimit', 'setpriv', 'sh', 'sleep', 'umount'].map(
        (name) => `/usr/bin/${name}`,
      )
      const others = ['/usr/sbin', '/usr/lib', '/usr/lib32', '/usr/lib64']
      const line = `node -e 'fetch("http://127.0.0.1:${port}/b").then((r) => r.text()).then((t) => console.log(t))'; cat /usr/bin/socat 2> /dev/null`

      const {stdout} = await run(line, {
        readPaths: (paths) => [...paths.filter((place) => place !== '/usr'), ...programs, ...others],
      })

      expect(stdout).toBe('/b\n')
    })

    test('that cannot be given means that the command is not started', async () => {
      const {policy} = await createArena()
      const gone = {kind: 'allow-list', proxySocket: '/nonexistent/folder/http', port: proxyPort} as const

      await expect(runLine(backend, {...policy, network: gone}, 'echo BREACH')).rejects.toThrow(/could not|failed/)
    })

    test('whose way out does not come to stand is told apart from the command', async () => {
      const {run} = await networkArena(backend, Number.NaN)

      await expect(run('echo BREACH')).rejects.toThrow(/the way to the allowed hosts could not be opened/)
    })
  })
}

interface NetworkArena {
  readonly port: number
  readonly workspace: string
  readonly folder: string
  readonly reached: readonly string[]
  readonly lastSocket: () => string
  readonly run: (line: string, terms?: Terms) => Promise<Ran>
}

interface Terms {
  readonly stdin?: string
  readonly network?: SandboxPolicy['network']
  readonly readPaths?: (paths: readonly string[]) => readonly string[]
}

type Ran = Awaited<ReturnType<typeof runLine>> & {readonly contacts: readonly HostContact[]}

/** A server of the host that is listed under its address, and under `named.example`, which leads to it. */
async function networkArena(backend: SandboxBackend, inside = proxyPort): Promise<NetworkArena> {
  const {policy, reached} = await createArena()
  const folder = await temporaryFolder()
  const port = await startServer()
  const patterns = [`127.0.0.1:${port}`, 'named.example:80', `127.0.0.1:80`]
  const network = createNetwork({
    assess: (destination) =>
      assessHost(destination, {
        mode: 'suggest',
        rules: patterns.map((pattern) => ({effect: 'allow', tool: 'network', pattern, from: 'user', place: 'test'})),
      }),
    makeFolder: async () => {
      const place = path.join(folder, 'work')
      await mkdir(place, {mode: 0o700})
      return {path: place, remove: () => rm(place, {recursive: true})}
    },
    resolve: async () => ['127.0.0.1'],
    connect: (host, wanted) => connect({host, port: wanted === 80 ? port : wanted, allowHalfOpen: true}),
  })
  let last = ''

  return {
    port,
    folder,
    workspace: policy.workspace.target,
    reached,
    lastSocket: () => last,
    async run(line, {stdin, network: given, readPaths: shown = same} = {}) {
      const opened = await network.open()
      last = opened.proxySocket
      const open = given ?? {kind: 'allow-list' as const, proxySocket: opened.proxySocket, port: inside}
      const environment = {
        ...policy.environment,
        ...proxyEnvironment(open, ['127.0.0.1']),
        npm_config_cache: '/tmp/npm',
      }
      const readPaths = [...shown(policy.readPaths), npmFolder]
      try {
        const ran = await runLine(backend, {...policy, readPaths, environment, network: open}, line, {
          ...(stdin !== undefined && {stdin}),
        })
        return {...ran, contacts: await opened.close()}
      } catch (error) {
        await opened.close()
        throw error
      }
    },
  }
}

/** A registry of one package, a repository for git's plain protocol, and an echo of the path. */
async function startServer(): Promise<number> {
  const repository = await bareRepository()
  const server = createServer((request, response) => {
    const place = new URL(request.url ?? '/', 'http://server').pathname
    if (place === '/tiny-package') return response.end(JSON.stringify(tinyPackage))
    const file = repository.get(place.replace('/repository.git/', ''))
    if (file !== undefined) return response.end(file)
    if (place.startsWith('/repository.git/')) response.statusCode = 404
    return response.end(place)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return (server.address() as AddressInfo).port
}

const tinyPackage = {
  name: 'tiny-package',
  'dist-tags': {latest: '1.2.3'},
  versions: {'1.2.3': {name: 'tiny-package', version: '1.2.3', dist: {tarball: 'http://127.0.0.1/x.tgz'}}},
}

/** By path. Without git it is empty, and the row that needs it says so. */
async function bareRepository(): Promise<ReadonlyMap<string, Buffer>> {
  const folder = await temporaryFolder()
  const env = {PATH: '/usr/bin:/bin', HOME: folder, GIT_CONFIG_NOSYSTEM: '1'}
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org']
  await mkdir(path.join(folder, 'tree'))
  await writeFile(path.join(folder, 'tree/file'), 'text')
  try {
    const steps = [['init', '-q'], ['add', '.'], [...identity, 'commit', '-qm', 'first'], ['update-server-info']]
    for (const args of steps) execFileSync('git', args, {cwd: path.join(folder, 'tree'), env, stdio: 'ignore'})
  } catch {
    return new Map()
  }
  const inside = path.join(folder, 'tree/.git')
  const entries = await readdir(inside, {recursive: true, withFileTypes: true})
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
  return new Map(
    await Promise.all(files.map(async (file) => [path.relative(inside, file), await readFile(file)] as const)),
  )
}

function same<Value>(value: Value): Value {
  return value
}
