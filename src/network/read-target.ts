import type {IncomingMessage} from 'node:http'
import {canonicalHost} from './canonical-host.ts'
import {readPort, splitPort, type Destination} from './host-pattern.ts'

export type Target =
  | {readonly kind: 'target'; readonly destination: Destination; readonly path: string}
  /** `text` is what was asked for, as it came. */
  | {readonly kind: 'unreadable'; readonly text: string; readonly because: string}

type Request = Pick<IncomingMessage, 'url' | 'rawHeaders'>

const httpPort = '80'
const absoluteForm = /^http:\/\/([^/?#]*)(\/[^#]*|\?[^#]*)?$/i

/** Where `CONNECT host:port` wants to go. The port is part of it. */
export function readConnectTarget(request: Request): Target {
  const text = request.url ?? ''
  return checked({text, authority: text, path: ''}, request)
}

/** Where a request such as `GET http://host/path` wants to go. */
export function readForwardTarget(request: Request): Target {
  const text = request.url ?? ''
  const [, authority, path = '/'] = absoluteForm.exec(text) ?? []
  if (authority === undefined) {
    return {kind: 'unreadable', text, because: 'a proxy is asked with a whole address, http:// or CONNECT'}
  }
  return checked({text, authority, path: path.startsWith('?') ? `/${path}` : path, fallbackPort: httpPort}, request)
}

interface Written {
  readonly text: string
  readonly authority: string
  readonly path: string
  readonly fallbackPort?: string
}

function checked({text, authority, path, fallbackPort}: Written, {rawHeaders}: Request): Target {
  const destination = readAuthority(authority, fallbackPort)
  if (typeof destination === 'string') return {kind: 'unreadable', text, because: destination}

  const hosts = rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'host')
  if (!hosts.every((host) => isSame(host, destination))) {
    // The far side would serve another host than the one that was allowed.
    return {kind: 'unreadable', text, because: `its Host header names another host: ${hosts.join(', ')}`}
  }
  return {kind: 'target', destination, path}
}

/** A string says what is wrong. */
function readAuthority(authority: string, fallbackPort?: string): Destination | string {
  // Bytes above ASCII were decoded in some way that the far side need not share.
  if (/[^!-~]/.test(authority)) return 'it has characters that no host has'
  const {host, portText = fallbackPort} = splitPort(authority)
  const port = readPort(portText ?? '')
  if (port === undefined) return 'it names no port from 1 to 65535'
  const found = canonicalHost(host)
  return found.kind === 'invalid' ? `it names no host: ${found.because}` : {...found, port}
}

/** Some clients leave the port out of the Host header, whatever it is. */
function isSame(header: string, destination: Destination): boolean {
  const named = readAuthority(header, String(destination.port))
  return typeof named === 'object' && named.host === destination.host && named.port === destination.port
}
