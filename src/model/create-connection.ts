import {CodexError} from '@codex-host/plugin-api'
import {nameKey} from './describe-failure.ts'
import type {Connection} from './open-response.ts'
import type {ResolvedProvider} from './resolve-provider.ts'
import {toBaseUrl} from './to-base-url.ts'
import {createTransport} from './transport/create-transport.ts'
import type {TransportSettings} from './transport/create-transport.ts'

/** Which server is asked, with which key and on which way. */
export interface ConnectionOptions {
  readonly provider: ResolvedProvider
  /** Undefined for a server that asks for none. */
  readonly apiKey: string | undefined
  /** Where the key comes from, as the user would say it: `OPENAI_API_KEY`, or a file and its line. */
  readonly keyOrigin: string
  /** How long a request may go without a byte before it is given up. */
  readonly idleTimeoutMs: number
  /** Proxy and certificates; the direct way without them. */
  readonly transport?: TransportSettings
  readonly now: () => number
}

/**
 * @throws CodexError with exit code 3 for an address that must not get the key, and for a proxy or certificates that
 *   cannot be used; 4 for a key that cannot be sent.
 */
export function createConnection(options: ConnectionOptions): Connection {
  const {provider, keyOrigin, idleTimeoutMs, now} = options
  const {keyHeader, headers, query} = provider
  const baseUrl = toBaseUrl(provider.baseUrl, {allowHttp: provider.allowHttp})
  const apiKey = checkKey(options.apiKey, keyOrigin)
  const keyName = nameKey(apiKey, keyOrigin)
  const transport = createTransport(baseUrl, options.transport ?? {env: {}})
  const secrets = [
    ...(apiKey === undefined ? [] : [apiKey]),
    ...Object.values(headers).flatMap(secretsIn),
    ...querySecrets(query),
  ]
  return {baseUrl, apiKey, keyHeader, headers, query, secrets, keyName, idleTimeoutMs, now, transport}
}

/** Of `Bearer abc`, the last word is the secret. A short one is as likely to be an ordinary word. */
function secretsIn(header: string): readonly string[] {
  return [header, header.split(' ').at(-1) ?? ''].filter((text) => text.length >= shortestSecret)
}

const shortestSecret = 8

/** A server that names the address it was asked at repeats them. The version of an API is no secret, and often what is wrong. */
function querySecrets(query: ConnectionOptions['provider']['query']): readonly string[] {
  const values = Object.entries(query).filter(([name]) => !/version$/i.test(name))
  return values.flatMap(([, value]) => (value.length < shortestSecret ? [] : [value, encodeURIComponent(value)]))
}

/** A key with a line break or a letter outside ASCII is a slip of the clipboard; no header can carry it. */
function checkKey(apiKey: string | undefined, origin: string): string | undefined {
  if (apiKey === undefined || /^[\x21-\x7e]+$/.test(apiKey)) return apiKey
  throw new CodexError(`The key from ${origin} is empty or has characters no key has, so no request was sent.`, {
    code: 'INVALID_KEY',
    exitCode: 4,
    suggestions: [`Set ${origin} again, without spaces, quotes or line breaks.`],
  })
}
