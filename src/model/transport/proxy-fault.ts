import {isCertificateCode} from '../classify-failure.ts'
import type {Fault} from '../classify-failure.ts'

const proxySuggestion = 'Check `proxy`, HTTPS_PROXY and HTTP_PROXY; NO_PROXY names hosts that are reached without one.'

/** No connection to the proxy itself came about; `code` is that of the error. */
export function proxyUnreachable(proxyName: string, code: string): Fault {
  if (isCertificateCode(code)) {
    return {
      kind: 'unreachable',
      because: `${proxyName} is not trusted (${code})`,
      requests: 1,
      suggestions: ['Name the certificate of its authority with `ca_file`.'],
    }
  }
  if (code.startsWith('HPE_')) {
    const because = `${proxyName} does not answer as a proxy does (${code})`
    return {kind: 'unreachable', because, requests: 1, suggestions: [proxySuggestion]}
  }
  const because = code === 'ECONNRESET' ? 'cut the connection' : `cannot be reached (${code})`
  return {kind: 'unreachable', because: `${proxyName} ${because}`, requests: 3, suggestions: [proxySuggestion]}
}

/** The proxy answered `CONNECT` with another status than 2xx; `said` is that status in words that may be shown. */
export function proxyRefused(
  proxyName: string,
  {status, said}: {readonly status: number; readonly said: string},
): Fault {
  if (status === 407) {
    return {
      kind: 'refused',
      because: `${proxyName} refused its user name and password, or the lack of them (${said}); the key was not sent`,
      requests: 1,
      suggestions: ['Put them into its address: http://user:password@proxy.example:3128. Only Basic is known.'],
    }
  }
  if (status >= 500) {
    const because = `${proxyName} could not reach the server (${said})`
    return {kind: 'unreachable', because, requests: 3, suggestions: [proxySuggestion]}
  }
  return {
    kind: 'refused',
    because: `${proxyName} refused the way (${said})`,
    requests: 1,
    suggestions: [proxySuggestion],
  }
}
