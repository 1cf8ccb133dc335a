import type {NetworkPolicy} from '@codex-host/plugin-api'

/** Of the sandbox's own loopback: below the range from which systems take ports for themselves. */
export const proxyPort = 13_128

const ownLoopback = ['localhost', '127.0.0.1', '::1', '[::1]']

/**
 * The variables that lead programs to the proxy inside. Loopback stays that of the sandbox, except for addresses of the
 * host's loopback that the user listed: those are the host's.
 */
export function proxyEnvironment(
  network: NetworkPolicy,
  listedHosts: readonly string[] = [],
): Readonly<Record<string, string>> {
  if (network.kind === 'none') return {}
  const proxy = `http://127.0.0.1:${network.port}`
  const direct = ownLoopback.filter((host) => !listedHosts.includes(host.replaceAll(/[[\]]/g, ''))).join(',')
  const variables = {HTTP_PROXY: proxy, HTTPS_PROXY: proxy, ALL_PROXY: proxy, NO_PROXY: direct}
  return {
    ...variables,
    ...Object.fromEntries(Object.entries(variables).map(([name, value]) => [name.toLowerCase(), value])),
    NODE_USE_ENV_PROXY: '1',
    // Over what the configuration of a repository or of npm says: no other proxy can be reached.
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.proxy',
    GIT_CONFIG_VALUE_0: proxy,
    // Nobody can type a password.
    GIT_TERMINAL_PROMPT: '0',
    npm_config_proxy: proxy,
    npm_config_https_proxy: proxy,
    npm_config_noproxy: direct,
    // A host that is refused stays refused: npm would wait for minutes between its tries.
    npm_config_fetch_retries: '1',
    npm_config_fetch_retry_mintimeout: '1000',
    npm_config_fetch_retry_maxtimeout: '2000',
  }
}
