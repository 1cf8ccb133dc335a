import {chmod} from 'node:fs/promises'
import {lookup} from 'node:dns/promises'
import {once} from 'node:events'
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http'
import {connect as connectTcp, type Socket} from 'node:net'
import type {Duplex} from 'node:stream'
import {setTimeout as delay} from 'node:timers/promises'
import type {Assessment} from '@codex-host/plugin-api'
import {checkAddresses, type Assess} from './check-addresses.ts'
import {dial, type Connect} from './dial.ts'
import {forwardRequest} from './forward-request.ts'
import {destinationText, type Destination} from './host-pattern.ts'
import {readConnectTarget, readForwardTarget, type Target} from './read-target.ts'

/** What the proxy did with one connection or request. */
export interface ProxyDecision {
  /** Canonical; without a port it is what was asked for and could not be read. */
  readonly host: string
  readonly port?: number
  readonly assessment: Assessment
  /** Why an allowed host could not be reached. */
  readonly failure?: string
}

export interface ProxyOptions {
  /** Absolute and unused, in a folder that only the user may enter. */
  readonly proxySocket: string
  /** Asked for each connection and for each request, and for each address that a name leads to. Must not throw. */
  readonly assess: Assess
  readonly onDecision: (decision: ProxyDecision) => void
  /** The addresses of a name. */
  readonly resolve?: (name: string) => Promise<readonly string[]>
  readonly connect?: Connect
}

export interface Proxy {
  /** Ends every connection, and removes the socket. */
  close(): Promise<void>
}

const mostConnections = 256
const mostHeaderBytes = 16 * 1024
const headersMs = 10_000
const lookupMs = 10_000

/**
 * Opens an HTTP proxy on a unix socket: CONNECT for everything, plain requests for `http://`. A name is looked up once,
 * and the very addresses that were checked are dialled. What is inside a tunnel is not looked at.
 */
export async function openProxy(options: ProxyOptions): Promise<Proxy> {
  const open = new Set<Duplex>()
  const keep = (socket: Socket): void => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  }
  const routes = createRoutes({resolve: resolveName, connect: connectTo, ...options}, keep)

  const server = createServer({maxHeaderSize: mostHeaderBytes, headersTimeout: headersMs, requestTimeout: 0})
  server.maxConnections = mostConnections
  server.on('connection', keep)
  server.on('connect', (request, client, head) => {
    routes.tunnel(request, client as Socket, head).catch(() => client.destroy())
  })
  server.on('request', (request, response) => {
    routes.forward(request, response).catch(() => request.socket.destroy())
  })
  server.on('clientError', (error: NodeJS.ErrnoException, client) => {
    // What follows the first odd byte is odd as well.
    if (!client.writable) return void client.destroy()
    if (error.code?.startsWith('HPE_') === true) {
      const because = 'what was sent is no HTTP request'
      options.onDecision({host: 'unreadable request', assessment: {kind: 'deny', because}})
    }
    client.end(refusal(400, 'The proxy reads HTTP only.'))
  })
  server.listen(options.proxySocket)
  await once(server, 'listening')
  await chmod(options.proxySocket, 0o600)

  return {
    async close() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of open) socket.destroy()
      await closed
    },
  }
}

type Routed =
  | {readonly kind: 'connected'; readonly upstream: Socket; readonly destination: Destination; readonly path: string}
  | {readonly kind: 'refused'; readonly status: 400 | 403 | 502; readonly text: string}

function createRoutes(options: Required<ProxyOptions>, keep: (socket: Socket) => void) {
  async function route(target: Target, signal: AbortSignal): Promise<Routed> {
    if (target.kind === 'unreadable') {
      options.onDecision({host: target.text, assessment: {kind: 'deny', because: target.because}})
      return {kind: 'refused', status: 400, text: target.because}
    }
    const {destination} = target
    const {host, port} = destination
    const assessment = options.assess(destination)
    if (assessment.kind !== 'allow') return refused(destination, assessment)

    const found = destination.kind === 'address' ? [host] : await addressesOf(host, options.resolve)
    if (typeof found === 'string') return failed(destination, {assessment, failure: found})
    const checked = checkAddresses(destination, {found, assess: options.assess})
    if (checked.kind === 'refused') return refused(destination, {kind: 'deny', because: checked.because})

    const dialled = await dial({addresses: checked.addresses, port, connect: options.connect}, signal)
    if (dialled.kind === 'failed') return failed(destination, {assessment, failure: dialled.because})
    keep(dialled.socket)
    options.onDecision({host, port, assessment})
    return {kind: 'connected', upstream: dialled.socket, destination, path: target.path}
  }

  function refused(destination: Destination, assessment: Assessment): Routed {
    options.onDecision({host: destination.host, port: destination.port, assessment})
    const text = `${destinationText(destination)} was refused: ${assessment.because}.`
    return {kind: 'refused', status: 403, text}
  }

  function failed(destination: Destination, what: {assessment: Assessment; failure: string}): Routed {
    options.onDecision({host: destination.host, port: destination.port, ...what})
    return {kind: 'refused', status: 502, text: `${destinationText(destination)} cannot be reached: ${what.failure}.`}
  }

  return {
    async tunnel(request: IncomingMessage, client: Socket, head: Buffer): Promise<void> {
      client.on('error', () => client.destroy())
      const routed = await route(readConnectTarget(request), whileOpen(client))
      if (routed.kind === 'refused') {
        client.end(refusal(routed.status, routed.text))
        return void client.resume()
      }
      const {upstream} = routed
      client.once('close', () => upstream.destroy())
      upstream.once('close', () => client.destroySoon())
      if (client.destroyed) return void upstream.destroy()
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.write(head)
      client.pipe(upstream)
      upstream.pipe(client)
    },
    async forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const routed = await route(readForwardTarget(request), whileOpen(request.socket))
      if (routed.kind === 'connected') return forwardRequest(request, {response, ...routed})

      // What is left of a body would be read as the next request.
      response.writeHead(routed.status, {'content-type': 'text/plain', connection: 'close'})
      response.end(`${routed.text}\n`)
    },
  }
}

function whileOpen(socket: Socket): AbortSignal {
  const controller = new AbortController()
  socket.once('close', () => controller.abort())
  if (socket.destroyed) controller.abort()
  return controller.signal
}

/** A string says why there are none. */
async function addressesOf(
  name: string,
  resolve: Required<ProxyOptions>['resolve'],
): Promise<readonly string[] | string> {
  const timer = new AbortController()
  const late = delay(lookupMs, 'its name could not be looked up in time', {signal: timer.signal}).catch(() => '')
  const found = resolve(name).catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
  const result = await Promise.race([found, late])
  timer.abort()
  return result
}

async function resolveName(name: string): Promise<readonly string[]> {
  return (await lookup(name, {all: true})).map(({address}) => address)
}

/** An address, so that nothing is looked up. The far side may close its half first. */
function connectTo(address: string, port: number): Socket {
  return connectTcp({host: address, port, allowHalfOpen: true, noDelay: true})
}

function refusal(status: 400 | 403 | 502, text: string): string {
  const body = `${text}\n`
  const reason = {400: 'Bad Request', 403: 'Forbidden', 502: 'Bad Gateway'}[status]
  return [
    `HTTP/1.1 ${status} ${reason}`,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n')
}
