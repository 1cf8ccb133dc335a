import {CodexError} from '@codex-host/plugin-api'
import type {LoadedConfig} from '../config/config.ts'
import {nearestName} from '../config/nearest-name.ts'
import {providers} from '../model/providers.ts'
import {type ResolvedProvider, resolveProvider} from '../model/resolve-provider.ts'
import type {TransportSettings} from '../model/transport/create-transport.ts'

/** Which server is asked, and with which key. */
export interface ModelServer {
  readonly provider: ResolvedProvider
  readonly apiKey: string | undefined
  /** Where the key comes from, as the user would say it. */
  readonly keyOrigin: string
  readonly transport: TransportSettings
}

/** The variable of the provider goes before the key of the configuration. */
export function modelServer(
  {config, origins}: LoadedConfig,
  env: Readonly<Record<string, string | undefined>>,
): ModelServer {
  const {baseUrl, wire} = config
  const own = Object.hasOwn(config.providers, config.provider) ? config.providers[config.provider] : undefined
  if (own === undefined && !Object.hasOwn(providers, config.provider)) throw unknownProvider({config, origins})
  const provider = resolveProvider(config.provider, {
    ...own,
    ...(baseUrl !== undefined && {baseUrl}),
    ...(wire !== undefined && {wire}),
  })
  const transport = {env, proxy: config.proxy, caFile: own?.caFile ?? config.caFile}
  const variable = provider.keyEnv.find((name) => env[name] !== undefined && env[name] !== '')
  // OpenAI's own variables are read with the configuration.
  if (variable !== undefined && config.provider !== 'openai') {
    return {provider, apiKey: env[variable], keyOrigin: variable, transport}
  }
  return {provider, apiKey: config.apiKey, keyOrigin: origins.api_key?.place ?? 'nowhere', transport}
}

function unknownProvider({config, origins}: Pick<LoadedConfig, 'config' | 'origins'>): CodexError {
  const known = [...Object.keys(providers), ...Object.keys(config.providers)]
  const meant = nearestName(config.provider, known)
  return new CodexError(
    `The provider "${config.provider}" (${origins.provider?.place ?? 'default'}) is not known, so nothing was sent.`,
    {
      code: 'PROVIDER',
      exitCode: 3,
      suggestions: [
        ...(meant === undefined ? [] : [`Did you mean "${meant}"?`]),
        `Known are ${known.join(', ')}; others are described below \`providers\` in your config.yaml.`,
      ],
    },
  )
}
