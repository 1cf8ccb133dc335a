import {CodexError} from '@codex-host/plugin-api'

/**
 * The checked address of a provider, without a slash at its end. The key travels to it, so plain http is for
 * loopback only, unless the user allows it.
 * @throws CodexError with exit code 3.
 */
export function toBaseUrl(text: string, {allowHttp = false}: {readonly allowHttp?: boolean} = {}): string {
  const url = parseUrl(text)
  if (url === undefined) throw wrongAddress(`The base URL "${text}" is not an address`)
  if (url.username !== '' || url.password !== '') {
    throw wrongAddress(`The base URL for ${url.host} contains a user name or a password`)
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw wrongAddress(`The base URL "${text}" is neither https nor http`)
  }
  if (url.protocol === 'http:' && !allowHttp && !isLoopback(url.hostname)) {
    throw wrongAddress(`The base URL "${text}" would send the key unencrypted`, [
      'Where that is what you want, set `allow_http: true` for this provider below `providers`.',
    ])
  }
  if (url.search !== '' || url.hash !== '') {
    throw wrongAddress(`The base URL for ${url.host} contains a query or a fragment`)
  }
  return url.href.replace(/\/+$/, '')
}

/** Whether an address is on this machine, where servers seldom want a key. */
export function isLoopbackUrl(text: string): boolean {
  return isLoopback(parseUrl(text)?.hostname ?? '')
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}

/** `URL` has already brought the many spellings of 127.0.0.1 into this one form. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
}

function wrongAddress(what: string, more: readonly string[] = []): CodexError {
  return new CodexError(`${what}, so no request was sent.`, {
    code: 'BASE_URL',
    exitCode: 3,
    suggestions: [
      'Set `base_url` to an https address, such as https://api.openai.com/v1, or to a server on localhost.',
      ...more,
    ],
  })
}
