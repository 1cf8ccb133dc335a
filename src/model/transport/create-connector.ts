import {isIP, connect as connectTcp} from 'node:net'
import type {Socket} from 'node:net'
import {connect as connectTls} from 'node:tls'
import type {SecureContext} from 'node:tls'
import {callbackify} from 'node:util'
import type {buildConnector} from 'undici'
import {unreachable} from '../classify-failure.ts'
import {connectionCode} from '../error-text.ts'
import type {Proxy} from './choose-proxy.ts'
import {connectionError} from './connection-error.ts'
import {openTunnel} from './open-tunnel.ts'
import {proxyUnreachable} from './proxy-fault.ts'

/** `forward`: requests are sent to the proxy, as plain http wants it. `tunnel`: the proxy only carries bytes. */
export type Way =
  | {readonly kind: 'direct'}
  | {readonly kind: 'forward'; readonly proxy: Proxy}
  | {readonly kind: 'tunnel'; readonly proxy: Proxy}

export interface ConnectorOptions {
  readonly way: Way
  /** Undefined where Node's own roots are enough. */
  readonly secureContext: SecureContext | undefined
  /** For all of it: the name, the address, the proxy and TLS. */
  readonly connectTimeoutMs: number
}

export interface Connector {
  readonly connect: buildConnector.connector
  /** Ends the connections that are not open yet. */
  abandon(): void
}

/** Opens connections on one way. Certificates are always verified. */
export function createConnector(options: ConnectorOptions): Connector {
  const attempts = new Set<AbortController>()

  async function open(target: Target): Promise<Socket> {
    const attempt = new AbortController()
    const timer = setTimeout(() => attempt.abort(tookTooLong(options)), options.connectTimeoutMs)
    attempts.add(attempt)
    try {
      return await openConnection(target, options, attempt.signal)
    } finally {
      clearTimeout(timer)
      attempts.delete(attempt)
    }
  }

  const openWithCallback = callbackify(open)

  return {
    connect({protocol, hostname, port}, callback) {
      const target = {isSecure: protocol === 'https:', host: hostname, port: toPort(protocol, port)}
      openWithCallback(target, (error: Error | null, socket) => {
        if (error === null) callback(null, socket)
        else callback(error, null)
      })
    },
    abandon() {
      for (const attempt of attempts) attempt.abort(new Error('nobody waits for this connection any more'))
    },
  }
}

interface Target {
  readonly isSecure: boolean
  readonly host: string
  readonly port: number
}

function toPort(protocol: string, port: string): number {
  if (port !== '') return Number(port)
  return protocol === 'https:' ? 443 : 80
}

async function openConnection(target: Target, options: ConnectorOptions, signal: AbortSignal): Promise<Socket> {
  const {way, secureContext} = options
  switch (way.kind) {
    case 'direct':
      return openSocket({...target, secureContext}, signal)
    case 'forward':
      return openSocket({...target, secureContext}, signal).catch((error: unknown) => {
        if (signal.aborted) throw error
        throw connectionError(proxyUnreachable(way.proxy.name, connectionCode(error)), error)
      })
    case 'tunnel': {
      const host = isIP(target.host) === 6 ? `[${target.host}]` : target.host
      const authority = `${host}:${target.port}`
      const socket = await openTunnel({proxy: way.proxy, authority, secureContext}, signal)
      return openSocket({...target, secureContext, socket}, signal)
    }
  }
}

interface Opening extends Target {
  readonly secureContext: SecureContext | undefined
  /** Open already: only TLS is missing. */
  readonly socket?: Socket
}

/** Rejects with the reason of `signal` when that is aborted; the socket is destroyed then. */
function openSocket(
  {isSecure, host, port, secureContext, socket: tunnel}: Opening,
  signal: AbortSignal,
): Promise<Socket> {
  const {promise, resolve, reject} = Promise.withResolvers<Socket>()
  const onAbort = () => socket.destroy(signal.reason as Error)
  const socket = isSecure
    ? connectTls({
        ...(tunnel === undefined ? {host, port} : {socket: tunnel, host}),
        ...(secureContext !== undefined && {secureContext}),
        servername: isIP(host) === 0 ? host : '',
        ALPNProtocols: ['http/1.1'],
        // Said aloud, so that NODE_TLS_REJECT_UNAUTHORIZED has no effect.
        rejectUnauthorized: true,
      })
    : connectTcp({host, port})
  socket.setNoDelay(true).setKeepAlive(true, 60_000)

  socket.once(isSecure ? 'secureConnect' : 'connect', () => {
    signal.removeEventListener('abort', onAbort)
    resolve(socket)
  })
  // It stays: an error must find a listener until the HTTP client has put its own there.
  socket.on('error', (error) => {
    signal.removeEventListener('abort', onAbort)
    reject(error)
  })
  signal.addEventListener('abort', onAbort)
  if (signal.aborted) onAbort()
  return promise
}

function tookTooLong({way, connectTimeoutMs}: ConnectorOptions): Error {
  const limit = `${connectTimeoutMs / 1_000} s`
  if (way.kind === 'direct') return connectionError(unreachable(`no connection came about within ${limit}`))
  return connectionError(unreachable(`no connection through ${way.proxy.name} came about within ${limit}`))
}
