import {connectTimeoutMs as defaultConnectTimeoutMs} from '../retry-delay.ts'
import {chooseProxy} from './choose-proxy.ts'
import type {ProxySettings} from './choose-proxy.ts'
import type {Way} from './create-connector.ts'
import {readCaFile} from './read-ca-file.ts'

export interface TransportSettings extends ProxySettings {
  /** Absolute path of a PEM file; its certificates are trusted besides those Node trusts. */
  readonly caFile?: string | undefined
  readonly connectTimeoutMs?: number
}

/** How requests reach one server. */
export interface Transport {
  readonly fetch: typeof globalThis.fetch
  /** Until then the HTTP client is loaded. */
  readonly ready: Promise<unknown>
  /** The proxy on the way. `name` may be shown; `mayAnswer`: what looks like the server's answer may be its own. */
  readonly proxy: {readonly name: string; readonly mayAnswer: boolean} | undefined
}

/**
 * @throws CodexError with exit code 3 for the address of a proxy or a file of certificates that cannot be used.
 */
export function createTransport(baseUrl: string, settings: TransportSettings): Transport {
  const {caFile, connectTimeoutMs = defaultConnectTimeoutMs} = settings
  const way = chooseWay(baseUrl, settings)
  const certificates = caFile === undefined ? [] : readCaFile(caFile)
  const fetch = loadFetch()
  // Whoever sends a request gets the failure; nobody else must hear of it.
  fetch.catch(() => {})

  async function loadFetch(): Promise<typeof globalThis.fetch> {
    const {createUndiciFetch} = await import('./undici-fetch.ts')
    return createUndiciFetch({way, certificates, connectTimeoutMs})
  }

  return {
    fetch: async (input, init) => (await fetch)(input, init),
    ready: fetch,
    proxy: way.kind === 'direct' ? undefined : {name: way.proxy.name, mayAnswer: way.kind === 'forward'},
  }
}

function chooseWay(baseUrl: string, settings: TransportSettings): Way {
  const proxy = chooseProxy(baseUrl, settings)
  if (proxy === undefined) return {kind: 'direct'}
  return {kind: new URL(baseUrl).protocol === 'https:' ? 'tunnel' : 'forward', proxy}
}
