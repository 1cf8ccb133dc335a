import type {LoadedConfig} from '../config/config.ts'
import {type ResolvedProvider, resolveProvider} from '../model/resolve-provider.ts'

/** Which server is asked, and with which key. */
export interface ModelServer {
  readonly provider: ResolvedProvider
  readonly apiKey: string | undefined
  /** Where the key comes from, as the user would say it. */
  readonly keyOrigin: string
}

/** The variable of the provider goes before the key of the configuration. */
export function modelServer(
  {config, origins}: LoadedConfig,
  env: Readonly<Record<string, string | undefined>>,
): ModelServer {
  const {baseUrl, wire} = config
  const provider = resolveProvider(config.provider, {
    ...(baseUrl !== undefined && {baseUrl}),
    ...(wire !== undefined && {wire}),
  })
  const variable = provider.keyEnv.find((name) => env[name] !== undefined && env[name] !== '')
  // OpenAI's own variables are read with the configuration.
  if (variable !== undefined && config.provider !== 'openai') {
    return {provider, apiKey: env[variable], keyOrigin: variable}
  }
  return {provider, apiKey: config.apiKey, keyOrigin: origins.api_key?.place ?? 'nowhere'}
}
