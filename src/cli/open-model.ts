import {setTimeout as sleep} from 'node:timers/promises'
import {CodexError} from '@codex-host/plugin-api'
import {createResponsesClient} from '../model/create-responses-client.ts'
import type {ModelClient} from '../model/model-client.ts'
import type {HostContext} from './host-context.ts'
import type {Setup} from './resolve-setup.ts'

export const openaiUrl = 'https://api.openai.com/v1'

/** @throws CodexError with exit code 4 when there is no key for a server that needs one. */
export function openModel({now}: Pick<HostContext, 'now'>, {loaded, codexHome}: Setup): ModelClient {
  const {apiKey, baseUrl = openaiUrl, timeoutMs} = loaded.config
  if (apiKey === undefined && !isLocalServer(baseUrl)) throw noKey(baseUrl, codexHome)

  return createResponsesClient({
    apiKey,
    keyOrigin: loaded.origins.api_key?.place ?? 'nowhere',
    baseUrl,
    idleTimeoutMs: timeoutMs,
    now,
    random: Math.random,
    sleep: async (delayMs, signal) => {
      await sleep(delayMs, undefined, {signal}).catch((error: unknown) => {
        throw signal.aborted ? signal.reason : error
      })
    },
  })
}

/** Local servers seldom want a key. */
export function isLocalServer(baseUrl: string): boolean {
  const host = URL.parse(baseUrl)?.hostname ?? ''
  return host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host)
}

function noKey(baseUrl: string, codexHome: string): CodexError {
  return new CodexError(
    `There is no API key for ${baseUrl}, so nothing was sent. ` +
      `Looked for: OPENAI_API_KEY and CODEX_API_KEY in the environment, api_key in ${codexHome}/config.yaml.`,
    {
      code: 'NO_KEY',
      exitCode: 4,
      suggestions: [
        'export OPENAI_API_KEY=sk-…   then run the same command again.',
        'A local server needs none: export OPENAI_BASE_URL=http://127.0.0.1:11434/v1',
        '`codex demo` shows the whole thing without a key and without network.',
      ],
    },
  )
}
