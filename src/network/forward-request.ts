import {request as openRequest, type IncomingMessage, type ServerResponse} from 'node:http'
import type {Socket} from 'node:net'
import type {Destination} from './host-pattern.ts'
import {destinationText} from './host-pattern.ts'

export interface ForwardRoute {
  readonly response: ServerResponse
  /** Connected, and used for this request only. */
  readonly upstream: Socket
  readonly destination: Destination
  readonly path: string
}

/** Meant for the next hop alone. */
const ownToHop: ReadonlySet<string> = new Set([
  'connection',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

const httpPort = 80

/** Sends a plain request on, framed anew, and its answer back. */
export function forwardRequest(request: IncomingMessage, route: ForwardRoute): void {
  const {response, upstream, destination, path} = route
  const giveUp = (): void => {
    upstream.destroy()
    if (response.headersSent) return void response.destroy()
    response.writeHead(502, {'content-type': 'text/plain', connection: 'close'})
    response.end(`${destinationText(destination)} broke the connection off.\n`)
  }
  const host =
    destination.port === httpPort ? destinationText(destination).replace(/:80$/, '') : destinationText(destination)
  const isChunked = request.headers['transfer-encoding'] !== undefined
  const headers = [
    ...['Host', host],
    ...passedOn(request),
    ...['Connection', 'close'],
    // Without it a body of a GET would go out without a frame around it.
    ...(isChunked ? ['Transfer-Encoding', 'chunked'] : []),
  ]
  const sent = openRequest({method: request.method, path, headers, setHost: false, createConnection: () => upstream})
  sent.on('error', giveUp)
  sent.once('response', (answer) => {
    answer.on('error', giveUp)
    try {
      response.writeHead(answer.statusCode ?? 502, [...passedOn(answer)])
    } catch {
      // A header that may be read and not written.
      return giveUp()
    }
    answer.pipe(response)
  })
  response.on('error', giveUp)
  response.once('close', () => upstream.destroy())
  request.pipe(sent)
}

function passedOn({rawHeaders, headers}: IncomingMessage): readonly string[] {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase())
  const isKept = (name = ''): boolean => !ownToHop.has(name.toLowerCase()) && !named.includes(name.toLowerCase())
  return rawHeaders.filter((_, index) => isKept(rawHeaders[index - (index % 2)]))
}
