import {once} from 'node:events'
import {createServer as createHttpServer, request as requestHttp} from 'node:http'
import type {IncomingMessage, ServerResponse} from 'node:http'
import {createServer as createHttpsServer} from 'node:https'
import {connect} from 'node:net'
import type {AddressInfo, Socket} from 'node:net'
import {onTestFinished} from 'vitest'
import type {Certificate} from './certificates.ts'

export interface ProxyOptions {
  /** Wants these, as `user:password`. */
  readonly credentials?: string
  /** Where names lead that exist only in the test: their port on this machine, by name. */
  readonly hosts?: Readonly<Record<string, number>>
  /** Speaks TLS itself. */
  readonly certificate?: Certificate
  /** What it does in place of its work: it answers with a text of its own, or (to `CONNECT`) not at all. */
  readonly answer?: {readonly text: string} | 'silence' | 'reset'
}

export interface ForwardProxy {
  readonly url: string
  readonly port: number
  /** Request lines in order, as `CONNECT host:443` or `POST http://host/path`. */
  readonly seen: readonly string[]
  /** Headers of those requests. */
  readonly headers: readonly IncomingMessage['headers'][]
  /** How many connections it took. */
  connections(): number
  /** How many of them are open. */
  open(): number
}

/** A forward proxy on loopback: `CONNECT` for https, whole addresses for http. */
export async function forwardProxy(options: ProxyOptions = {}): Promise<ForwardProxy> {
  const seen: string[] = []
  const headers: IncomingMessage['headers'][] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const server = options.certificate === undefined ? createHttpServer() : createHttpsServer(options.certificate)
  const note = (request: IncomingMessage) => {
    seen.push(`${request.method} ${request.url}`)
    headers.push(request.headers)
  }

  server.on('connection', (socket: Socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  })
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    note(request)
    if (typeof options.answer === 'object') request.socket.end(options.answer.text)
    else if (mayPass(request, options)) passOn(request, response, options)
    else response.writeHead(407, {'proxy-authenticate': 'Basic realm="test"'}).end()
  })
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    note(request)
    openTunnel(request, socket, options)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })

  const {port} = server.address() as AddressInfo
  const scheme = options.certificate === undefined ? 'http' : 'https'
  const url = `${scheme}://127.0.0.1:${port}`
  return {url, port, seen, headers, connections: () => connections, open: () => sockets.size}
}

function mayPass({headers}: IncomingMessage, {credentials}: ProxyOptions): boolean {
  const wanted = credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`
  return wanted === undefined || headers['proxy-authorization'] === wanted
}

function passOn(request: IncomingMessage, response: ServerResponse, {hosts}: ProxyOptions): void {
  const url = new URL(request.url ?? '')
  const {'proxy-authorization': _, ...headers} = request.headers
  const [host, port] = lookUp(url.hostname, Number(url.port || 80), hosts)
  const onward = requestHttp(
    {host, port, method: request.method, path: url.pathname + url.search, headers},
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    },
  )
  onward.on('error', () => response.writeHead(502).end())
  request.pipe(onward)
}

function openTunnel(request: IncomingMessage, socket: Socket, options: ProxyOptions): void {
  const {answer, hosts} = options
  if (answer === 'silence') return void socket.resume().on('end', () => socket.end())
  if (answer === 'reset') return void socket.resetAndDestroy()
  if (answer !== undefined) return void socket.end(answer.text)
  if (!mayPass(request, options)) {
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="test"\r\n\r\n')
    return
  }

  const {hostname, port} = new URL(`http://${request.url}`)
  const [host, toPort] = lookUp(hostname, Number(port || 80), hosts)
  const onward = connect(toPort, host, () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    socket.pipe(onward).pipe(socket)
  })
  onward.on('error', () => socket.destroy()).on('close', () => socket.destroy())
  socket.on('error', () => onward.destroy()).on('close', () => onward.destroy())
}

function lookUp(host: string, port: number, hosts: ProxyOptions['hosts']): readonly [string, number] {
  const ownPort = hosts?.[host]
  return ownPort === undefined ? [host, port] : ['127.0.0.1', ownPort]
}
