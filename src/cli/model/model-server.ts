import {type ResolvedProvider, resolveProvider} from '../../model/resolve-provider.ts'
import type {TransportSettings} from '../../model/transport/create-transport.ts'
import {findKey} from './find-key.ts'
import type {HostContext} from '../host-context.ts'
import {providerSettings} from './provider-settings.ts'
import type {Setup} from '../resolve-setup.ts'
import type {TurnSecrets} from '../turn-secrets.ts'
import {runKeyCommand} from './run-key-command.ts'

/** Which server is asked, and with which key. */
export interface ModelServer {
  readonly provider: ResolvedProvider
  readonly apiKey: string | undefined
  /** Where the key comes from, as the user would say it. */
  readonly keyOrigin: string
  readonly transport: TransportSettings
}

/** What a command that prints the key may take: it may ask a service, or wait for a finger. */
const keyCommandTimeoutMs = 60_000

/**
 * Says how the provider of the configuration is reached, and gets its key.
 * @throws CodexError with exit code 3 for a provider that is not known or not described well enough, 4 for a key
 *   command that fails.
 */
export async function modelServer(
  {env, secrets}: Pick<HostContext, 'env'> & {readonly secrets: Pick<TurnSecrets, 'note'>},
  {loaded, home, pluginProviders}: Pick<Setup, 'loaded' | 'home' | 'pluginProviders'>,
  signal: AbortSignal,
): Promise<ModelServer> {
  const server = keylessServer({env}, {loaded, pluginProviders})
  const settings = providerSettings({loaded, pluginProviders}, env)
  const key = findKey({loaded, provider: server.provider, settings}, env)
  switch (key.kind) {
    case 'none':
      return server
    case 'key':
      secrets.note(key.apiKey)
      return {...server, apiKey: key.apiKey, keyOrigin: key.origin}
    case 'command': {
      const run = {command: key.command, setting: key.setting, env, cwd: home, timeoutMs: keyCommandTimeoutMs}
      const apiKey = await runKeyCommand(run, signal)
      secrets.note(apiKey)
      return {...server, apiKey, keyOrigin: `${key.setting} (${key.origin})`}
    }
  }
}

/**
 * The same without its key, for whoever sends nothing.
 * @throws CodexError with exit code 3 for a provider that is not known or not described well enough.
 */
export function keylessServer(
  {env}: Pick<HostContext, 'env'>,
  {loaded, pluginProviders}: Pick<Setup, 'loaded' | 'pluginProviders'>,
): ModelServer {
  const settings = providerSettings({loaded, pluginProviders}, env)
  const {provider, proxy, caFile} = loaded.config
  return {
    provider: resolveProvider(provider, settings),
    transport: {env, proxy, caFile: settings.caFile ?? caFile},
    apiKey: undefined,
    keyOrigin: 'nowhere',
  }
}
