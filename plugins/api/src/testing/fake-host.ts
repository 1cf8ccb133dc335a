import {type ChildProcess, spawn} from 'node:child_process'
import {createSocket} from 'node:dgram'
import {once} from 'node:events'
import {createServer, type AddressInfo, type ListenOptions} from 'node:net'
import {platform} from 'node:os'
import path from 'node:path'
import {secret} from './write-arena-tree.ts'

/** A process and the servers of the host that commands must neither see nor reach. */
export interface FakeHost {
  /** Where they are, for the scripts of attacks. */
  readonly environment: Readonly<Record<string, string>>
  /** Connections, datagrams, and the end of its process. */
  readonly reached: readonly string[]
  close(): Promise<void>
}

/** Listens on the loopback and in the folders `outside`, `home` and `workspace/run` of `root`. */
export async function startFakeHost(root: string): Promise<FakeHost> {
  const reached: string[] = []
  const closers: (() => void)[] = []
  const listening = {reached, closers}
  const canary = await startCanary()
  canary.once('exit', () => reached.push('its process, which has ended'))
  const unixSocket = path.join(root, 'outside/socket')
  const abstractSocket = `codex-test-${path.basename(root)}`
  const ports = {
    PORT: await listen({host: '127.0.0.1', port: 0}, listening),
    PORT6: await listen({host: '::1', port: 0}, listening).catch(() => 1),
    UDP_PORT: await listenUdp(listening),
  }
  for (const name of ['outside/socket', 'home/ssh-agent.sock', 'home/engine.sock', 'workspace/run/host.sock']) {
    await listen({path: path.join(root, name)}, listening)
  }
  // Only Linux has sockets that are no files.
  if (platform() === 'linux') await listen({path: `\0${abstractSocket}`}, listening)
  return {
    environment: {
      ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])),
      HOST_PID: String(canary.pid),
      UNIX_SOCKET: unixSocket,
      ABSTRACT_SOCKET: abstractSocket,
    },
    reached,
    async close() {
      for (const close of closers) close()
      if (canary.exitCode !== null || canary.signalCode !== null) return
      canary.kill('SIGKILL')
      await once(canary, 'exit')
    },
  }
}

/** Its environment and its command line hold the secret. It ends with this process. */
async function startCanary(): Promise<ChildProcess> {
  const program = 'console.log("ready"); process.stdin.resume().on("end", () => process.exit())'
  const child = spawn(process.execPath, ['-e', program, 'canary-process', secret], {
    env: {CANARY: secret},
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  await once(child.stdout, 'data')
  return child
}

interface Listening {
  readonly reached: string[]
  readonly closers: (() => void)[]
}

async function listen(options: ListenOptions, {reached, closers}: Listening): Promise<number> {
  const server = createServer((socket) => {
    reached.push(`connection to ${JSON.stringify(options)}`)
    socket.on('error', () => undefined).destroy()
  })
  server.listen(options)
  await once(server, 'listening')
  closers.push(() => server.close())
  return (server.address() as AddressInfo | null)?.port ?? 0
}

async function listenUdp({reached, closers}: Listening): Promise<number> {
  const socket = createSocket('udp4', () => reached.push('datagram'))
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  closers.push(() => socket.close())
  return socket.address().port
}
