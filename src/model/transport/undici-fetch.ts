import {isIP} from 'node:net'
import {createSecureContext, getCACertificates} from 'node:tls'
import {Agent, fetch as undiciFetch} from 'undici'
import type {Dispatcher} from 'undici'
import type {Proxy} from './choose-proxy.ts'
import {connectionError} from './connection-error.ts'
import {createConnector} from './create-connector.ts'
import type {Way} from './create-connector.ts'
import {proxyRefused} from './proxy-fault.ts'

export interface FetchOptions {
  readonly way: Way
  /** PEM, besides the roots of Node and those of NODE_EXTRA_CA_CERTS. */
  readonly certificates: readonly string[]
  readonly connectTimeoutMs: number
}

/** Shorter than the idle time-outs of the usual gateways, which begin at 60 s. */
const keepAliveTimeoutMs = 30_000

/**
 * A fetch that keeps its connections for later requests. Silence of the server is not its business: whoever sends a
 * request watches it. An idle connection does not keep the process alive.
 */
export function createUndiciFetch({way, certificates, connectTimeoutMs}: FetchOptions): typeof globalThis.fetch {
  const secureContext =
    certificates.length === 0
      ? undefined
      : createSecureContext({ca: [...getCACertificates('default'), ...certificates]})
  const connector = createConnector({way, secureContext, connectTimeoutMs})
  const agent = new Agent({
    connect: connector.connect,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: keepAliveTimeoutMs,
  })
  const dispatcher = way.kind === 'forward' ? agent.compose(forwardTo(way.proxy)) : agent
  let waiting = 0

  async function send(url: URL, init: RequestInit): Promise<Response> {
    waiting += 1
    try {
      return await undiciFetch(url, {...init, dispatcher} as Parameters<typeof undiciFetch>[1])
    } catch (error) {
      if (way.kind !== 'forward' || !isHidden407(error)) throw error
      throw connectionError(proxyRefused(way.proxy.name, {status: 407, said: '407'}), error)
    } finally {
      waiting -= 1
      // The HTTP client itself would go on connecting for a request that was aborted.
      if (waiting === 0) connector.abandon()
    }
  }

  return (input, init = {}) => send(new URL(input instanceof Request ? input.url : input), init)
}

/** The request goes to the proxy, its target is the whole address. */
function forwardTo({protocol, hostname, port, authorization}: Proxy): Dispatcher.DispatcherComposeInterceptor {
  const origin = `${protocol}//${isIP(hostname) === 6 ? `[${hostname}]` : hostname}:${port}`

  return (dispatch) => (options, handler) => {
    const target = String(options.origin)
    const headers = {
      // fetch gives them as a record.
      ...(options.headers as Readonly<Record<string, string>>),
      host: new URL(target).host,
      ...(authorization !== undefined && {'proxy-authorization': authorization}),
    }
    return dispatch({...options, origin, path: `${target}${options.path}`, headers}, handler)
  }
}

/** The standard has fetch hide a 407 behind an error without a word. */
function isHidden407(error: unknown): boolean {
  return (
    error instanceof Error && error.cause instanceof Error && error.cause.message === '' && !('code' in error.cause)
  )
}
