import {CodexError} from '@codex-host/plugin-api'
import {isLoopbackUrl} from '../to-base-url.ts'
import {isExempt} from './no-proxy.ts'

export interface ProxySettings {
  /** The address of a proxy, or `off`; it goes before the variables. */
  readonly proxy?: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface Proxy {
  readonly protocol: 'http:' | 'https:'
  /** Without the brackets of an IPv6 address. */
  readonly hostname: string
  readonly port: number
  /** Its address without user name and password, and where that comes from: may be shown. */
  readonly name: string
  /** The value of `Proxy-Authorization`. */
  readonly authorization?: string
}

/**
 * The proxy on the way to an address. A proxy of the environment is not for this machine itself; a configured one is
 * for whatever `NO_PROXY` does not exempt.
 * @throws CodexError with exit code 3 for the address of a proxy that cannot be used.
 */
export function chooseProxy(baseUrl: string, {proxy, env}: ProxySettings): Proxy | undefined {
  if (proxy === 'off') return undefined
  const url = new URL(baseUrl)
  const found = proxy === undefined ? proxyOfEnvironment(url, env) : {text: proxy, origin: '`proxy`'}
  if (found === undefined || isExempt(url, readVariable(env, 'no_proxy')?.text ?? '')) return undefined
  return readProxy(found)
}

interface FoundProxy {
  readonly text: string
  readonly origin: string
}

function proxyOfEnvironment(url: URL, env: ProxySettings['env']): FoundProxy | undefined {
  if (isLoopbackUrl(url.href)) return undefined
  const name = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy'
  return readVariable(env, name) ?? readVariable(env, 'all_proxy')
}

/** The small letters go first, as everywhere; an empty variable counts as none. */
function readVariable(env: ProxySettings['env'], name: string): FoundProxy | undefined {
  for (const origin of [name, name.toUpperCase()]) {
    const text = env[origin]?.trim() ?? ''
    if (text !== '') return {text, origin}
  }
  return undefined
}

function readProxy({text, origin}: FoundProxy): Proxy {
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`
  // The text may hold a password, so it is never shown.
  if (!URL.canParse(address)) throw wrongProxy(origin, 'is not an address')
  const {protocol, hostname, port, host, username, password} = new URL(address)
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw wrongProxy(origin, `is of the kind ${protocol.slice(0, -1)}, and only http and https are known`)
  }

  return {
    protocol,
    hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? defaultPorts[protocol] : Number(port),
    name: `the proxy ${protocol}//${host} from ${origin}`,
    ...(username !== '' && {authorization: basic(username, password)}),
  }
}

const defaultPorts = {'http:': 80, 'https:': 443}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${decode(username)}:${decode(password)}`).toString('base64')}`
}

/** A password may hold a bare `%`. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function wrongProxy(origin: string, what: string): CodexError {
  return new CodexError(`The proxy from ${origin} ${what}, so no request was sent.`, {
    code: 'PROXY',
    exitCode: 3,
    suggestions: [
      'Write it as http://proxy.example:3128, with http://user:password@… where it wants that.',
      'Set `proxy: off` in your configuration to go without one.',
    ],
  })
}
