import {request as requestHttp} from 'node:http'
import type {IncomingMessage} from 'node:http'
import {request as requestHttps} from 'node:https'
import {isIP} from 'node:net'
import type {Socket} from 'node:net'
import type {SecureContext} from 'node:tls'
import {connectionCode, safeText} from '../error-text.ts'
import type {Proxy} from './choose-proxy.ts'
import {connectionError} from './connection-error.ts'
import {proxyRefused, proxyUnreachable} from './proxy-fault.ts'

export interface TunnelRequest {
  readonly proxy: Proxy
  /** Host and port of the server behind it. */
  readonly authority: string
  readonly secureContext: SecureContext | undefined
}

/** Asks a proxy for a connection to a server. Rejects with an error that carries its fault, or as `signal` says. */
export function openTunnel({proxy, authority, secureContext}: TunnelRequest, signal: AbortSignal): Promise<Socket> {
  const {promise, resolve, reject} = Promise.withResolvers<Socket>()
  const send = proxy.protocol === 'https:' ? requestHttps : requestHttp
  const request = send({
    method: 'CONNECT',
    host: proxy.hostname,
    port: proxy.port,
    path: authority,
    headers: {host: authority, ...(proxy.authorization && {'proxy-authorization': proxy.authorization})},
    agent: false,
    signal,
    rejectUnauthorized: true,
    servername: isIP(proxy.hostname) === 0 ? proxy.hostname : '',
    ...(secureContext && {secureContext}),
  })

  request.once('connect', (response, socket: Socket, head) => {
    const status = response.statusCode ?? 0
    if (status >= 200 && status < 300) {
      if (head.length > 0) socket.unshift(head)
      resolve(socket)
      return
    }
    socket.on('error', () => {}).destroy()
    reject(connectionError(proxyRefused(proxy.name, {status, said: describe(response, proxy)})))
  })
  request.on('error', (error) => {
    if (signal.aborted) reject(signal.reason)
    else reject(connectionError(proxyUnreachable(proxy.name, connectionCode(error)), error))
  })
  request.end()
  return promise
}

function describe({statusCode, statusMessage, headers}: IncomingMessage, {authorization}: Proxy): string {
  const wanted = statusCode === 407 ? headers['proxy-authenticate'] : undefined
  const said = `${statusCode} ${statusMessage}${wanted === undefined ? '' : `, wants ${wanted}`}`
  return safeText(said, authorization === undefined ? [] : [authorization])
}
