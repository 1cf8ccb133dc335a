import {once} from 'node:events'
import {connect} from 'node:net'
import {isCodexError} from '@codex-host/plugin-api'
import type {Config} from '@oclif/core'
import type {HostContext} from '../host-context.ts'
import {type ModelServer, modelServer} from '../model/model-server.ts'
import {resolveSetup, type Setup} from '../resolve-setup.ts'
import {withPluginProvider} from '../model/with-plugin-provider.ts'
import type {Check} from './check.ts'

/** The configuration, and what depends on it. */
export async function checkSetup(context: HostContext, signal: AbortSignal): Promise<Check[]> {
  try {
    const setup = await withPluginProvider(await resolveSetup(context, {}), context.plugins)
    const server = await modelServer(context, setup, signal)
    return [checkFiles(setup), ...checkNotices(setup), checkKey(server), await checkServer(server)]
  } catch (error) {
    if (!isCodexError(error)) throw error
    return [
      {
        name: failedParts[error.exitCode] ?? 'config',
        status: 'failed',
        detail: error.message,
        exitCode: error.exitCode,
        ...(error.suggestions[0] === undefined ? {} : {remedy: error.suggestions[0]}),
      },
    ]
  }
}

const failedParts: Readonly<Partial<Record<number, string>>> = {4: 'key', 11: 'plugins'}

function checkFiles({loaded}: Setup): Check {
  const detail = loaded.files.length === 0 ? 'no file; the defaults count' : loaded.files.join(', ')
  return {name: 'config', status: 'ok', detail}
}

function checkNotices({loaded}: Setup): Check[] {
  return loaded.notices.map(({text}) => ({name: 'config', status: 'warning', detail: text}))
}

function checkKey({apiKey, keyOrigin, provider}: ModelServer): Check {
  if (apiKey !== undefined) return {name: 'key', status: 'ok', detail: `from ${keyOrigin}`}
  if (!provider.needsKey) return {name: 'key', status: 'ok', detail: 'none, and a local server needs none'}
  const remedy = `export ${provider.keyEnv[0] ?? 'CODEX_API_KEY'}=sk-…`
  return {name: 'key', status: 'warning', detail: 'none found', remedy}
}

/** Opens a connection and sends nothing. */
async function checkServer({provider}: ModelServer): Promise<Check> {
  const url = new URL(provider.baseUrl)
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  try {
    const signal = AbortSignal.timeout(3000)
    const socket = connect({host: url.hostname.replace(/^\[|\]$/g, ''), port})
    await once(socket, 'connect', {signal}).finally(() => socket.destroy())
    return {name: 'server', status: 'ok', detail: `${url.host} can be reached`}
  } catch {
    const remedy = 'Check the network, a proxy, or the base URL. `codex demo` needs none of them.'
    return {name: 'server', status: 'warning', detail: `${url.host} cannot be reached`, remedy}
  }
}

export function checkPlugins(config: Config): Check {
  const plugins = config.getPluginsList().filter(({name}) => name !== config.name)
  return {name: 'plugins', status: 'ok', detail: plugins.map(({name, version}) => `${name} ${version}`).join(', ')}
}
