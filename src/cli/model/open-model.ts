import {setTimeout as sleep} from 'node:timers/promises'
import {CodexError, type Usage} from '@codex-host/plugin-api'
import {createCachedClient} from '../../model/cache/create-cached-client.ts'
import type {ResponseCache} from '../../model/cache/response-cache.ts'
import {createModelClient} from '../../model/create-model-client.ts'
import type {ServerOptions} from '../../model/ask-server.ts'
import type {KnownModel} from '../../model/catalogue.ts'
import type {ModelClient} from '../../model/model-client.ts'
import type {ResolvedProvider} from '../../model/resolve-provider.ts'
import {costOf} from '../../runtime/spending.ts'
import type {HostContext} from '../host-context.ts'
import {keylessServer, type ModelServer, modelServer} from './model-server.ts'
import type {Setup} from '../resolve-setup.ts'
import type {TurnSecrets} from '../turn-secrets.ts'
import {type WatchedModel, watchServer} from './watch-server.ts'

export interface OpenModelOptions {
  readonly context: Pick<HostContext, 'now' | 'env'>
  readonly setup: Setup
  /** What is known of the model. */
  readonly figures: KnownModel
  /** Used as the configuration says. */
  readonly cache?: ResponseCache
  /** Hears of the key. */
  readonly secrets: Pick<TurnSecrets, 'note'>
  /** Opened as the configuration says when absent. */
  readonly server?: ModelServer
}

/**
 * The model of a turn, and what its server says of its window.
 * @throws CodexError with exit code 3 for an address, 4 when there is no key for a server that needs one.
 */
export async function openModel(options: OpenModelOptions, signal: AbortSignal): Promise<WatchedModel> {
  const {context, setup, figures} = options
  const {config} = setup.loaded
  const server = options.server ?? (await openServer(options, signal))
  refuseStops(server.provider, setup)
  const client = createModelClient({
    ...serverOptions(server, options),
    models: config.models,
    keepsState: config.keepsState,
  })
  const asked = {server: {...server, now: context.now}, config, figures}
  return watchServer(withCache(client, server.provider, options), asked, signal)
}

/**
 * The server and its key.
 * @throws CodexError with exit code 3 for an address, 4 when there is no key for a server that needs one.
 */
export async function openServer(
  {context, setup, secrets}: Pick<OpenModelOptions, 'context' | 'setup' | 'secrets'>,
  signal: AbortSignal,
): Promise<ModelServer> {
  const {config} = setup.loaded
  // Where nothing is sent, nobody is asked for a key.
  const server =
    config.cache === 'only' ? keylessServer(context, setup) : await modelServer({...context, secrets}, setup, signal)
  const needsKey = server.provider.needsKey && config.cache !== 'only'
  if (needsKey && server.apiKey === undefined) throw noKey(server, setup.codexHome)
  return server
}

export function serverOptions(
  {provider, apiKey, keyOrigin, transport}: ModelServer,
  {context, setup}: Pick<OpenModelOptions, 'context' | 'setup'>,
): ServerOptions {
  return {
    provider,
    apiKey,
    keyOrigin,
    transport,
    idleTimeoutMs: setup.loaded.config.timeoutMs,
    now: context.now,
    random: Math.random,
    sleep: async (delayMs, stop) => {
      await sleep(delayMs, undefined, {signal: stop}).catch((error: unknown) => {
        throw stop.aborted ? stop.reason : error
      })
    },
  }
}

/** The client would refuse it too, but only when a turn has begun. */
function refuseStops({name, wire}: ResolvedProvider, {loaded}: Setup): void {
  const {stop = []} = loaded.config
  if (wire !== 'responses' || stop.length === 0) return
  throw new CodexError(`The Responses API of the provider "${name}" knows no texts to stop at, so nothing was sent.`, {
    code: 'STOP_NOT_KNOWN',
    exitCode: loaded.origins.stop?.kind === 'flag' ? 2 : 3,
    suggestions: ['Leave out --stop and the key `stop`, or set `wire: chat`.'],
  })
}

function withCache(client: ModelClient, provider: ResolvedProvider, options: OpenModelOptions): ModelClient {
  const caching = cacheOptions(provider, options)
  return caching === undefined ? client : createCachedClient({...caching, client})
}

/** Undefined where no cache is used. */
export function cacheOptions(
  provider: ResolvedProvider,
  {setup, figures, cache}: Pick<OpenModelOptions, 'setup' | 'figures' | 'cache'>,
) {
  const {models, cache: mode} = setup.loaded.config
  if (cache === undefined || mode === 'off') return undefined
  return {cache, mode, provider, models, costOf: (usage: Usage) => costOf(usage, figures.price).costUsd}
}

/** Says where a key was looked for, and how to go on. */
export function noKey({provider}: ModelServer, codexHome: string): CodexError {
  const variables = [...provider.keyEnv, 'CODEX_API_KEY']
  const [first = 'CODEX_API_KEY'] = variables
  return new CodexError(
    `There is no API key for ${provider.baseUrl}, so nothing was sent. ` +
      `Looked for: ${variables.join(' and ')} in the environment, api_key and api_key_command in ` +
      `${codexHome}/config.yaml, also below providers.${provider.name}.`,
    {
      code: 'NO_KEY',
      exitCode: 4,
      suggestions: [
        `export ${first}=sk-…   then run the same command again.`,
        'A local server needs none: --provider ollama, or export OPENAI_BASE_URL=http://127.0.0.1:11434/v1',
        '`codex demo` shows the whole thing without a key and without network.',
      ],
    },
  )
}
