import {setTimeout as sleep} from 'node:timers/promises'
import {CodexError} from '@codex-host/plugin-api'
import {createModelClient} from '../model/create-model-client.ts'
import type {ModelClient} from '../model/model-client.ts'
import type {HostContext} from './host-context.ts'
import {type ModelServer, modelServer} from './model-server.ts'
import type {Setup} from './resolve-setup.ts'

/** @throws CodexError with exit code 3 for an address, 4 when there is no key for a server that needs one. */
export async function openModel(
  {now, env}: Pick<HostContext, 'now' | 'env'>,
  setup: Setup,
  signal: AbortSignal,
): Promise<ModelClient> {
  const server = await modelServer({env}, setup, signal)
  if (server.apiKey === undefined && server.provider.needsKey) throw noKey(server, setup.codexHome)

  return createModelClient({
    provider: server.provider,
    apiKey: server.apiKey,
    keyOrigin: server.keyOrigin,
    models: setup.loaded.config.models,
    idleTimeoutMs: setup.loaded.config.timeoutMs,
    transport: server.transport,
    now,
    random: Math.random,
    sleep: async (delayMs, stop) => {
      await sleep(delayMs, undefined, {signal: stop}).catch((error: unknown) => {
        throw stop.aborted ? stop.reason : error
      })
    },
  })
}

function noKey({provider}: ModelServer, codexHome: string): CodexError {
  const variables = [...provider.keyEnv, 'CODEX_API_KEY']
  const keys = ['api_key', 'api_key_command'].flatMap((key) => [`providers.${provider.name}.${key}`, key])
  const [first = 'CODEX_API_KEY'] = variables
  return new CodexError(
    `There is no API key for ${provider.baseUrl}, so nothing was sent. ` +
      `Looked for: ${variables.join(' and ')} in the environment, ${keys.join(', ')} in ${codexHome}/config.yaml.`,
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
