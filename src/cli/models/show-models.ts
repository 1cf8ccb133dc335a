import type {FlagValues} from '@codex-host/plugin-api'
import type {Terminal} from '../../output/create-terminal.ts'
import {formatError} from '../../output/error-text.ts'
import {escapeLines} from '../../output/escape-controls.ts'
import {wrapText} from '../../output/wrap-text.ts'
import type {HostContext} from '../host-context.ts'
import {modelServer} from '../model/model-server.ts'
import {noKey} from '../model/open-model.ts'
import {openTerminal} from '../open-terminal.ts'
import {resolveSetup, type Setup} from '../resolve-setup.ts'
import {type AskedServer, askServerModels, type NoList} from './ask-server-models.ts'
import {modelRows} from './model-rows.ts'
import {modelsJson} from './models-json.ts'
import {modelsTable} from './models-table.ts'
import {jsonText} from '../../output/json-line.ts'

/**
 * Prints the models. A server that gives no list is named on stderr, and sets the exit code where the user asked for it.
 * @throws CodexError with exit code 2, 3 or 4 where it cannot be asked at all.
 */
export async function showModels(
  context: HostContext,
  {flags, signal}: {readonly flags: FlagValues; readonly signal: AbortSignal},
): Promise<void> {
  const setup = await resolveSetup(context, flags)
  const {config} = setup.loaded
  const isWanted = flags['provider'] !== undefined
  const server = await askedServer(context, {setup, isWanted}, signal)
  const rows = modelRows({
    userModels: config.models,
    offered: server.status === 'listed' ? server.models : undefined,
    onlyOffered: isWanted,
  })

  context.setExitCode(server.exitCode)
  const terminal = openTerminal(context, flags)
  const today = new Date(context.now()).toISOString().slice(0, 10)
  const text = flags['json']
    ? jsonText(modelsJson(rows, {provider: config.provider, server}))
    : modelsTable(rows, {width: terminal.answerColumns(), today})
  terminal.writeAnswer(`${text}\n`)
  if (server.status !== 'listed') terminal.writeLines(explain(server, terminal))
}

async function askedServer(
  context: HostContext,
  {setup, isWanted}: {readonly setup: Setup; readonly isWanted: boolean},
  signal: AbortSignal,
): Promise<AskedServer> {
  const server = await modelServer(context, setup, signal)
  const hasNoKey = server.apiKey === undefined && server.provider.needsKey
  return askServerModels(
    {server: {...server, now: context.now}, noKey: hasNoKey ? noKey(server, setup.codexHome) : undefined, isWanted},
    signal,
  )
}

function explain({message, suggestions, exitCode}: NoList, {style, columns}: Terminal): string {
  if (exitCode === 0) return wrapText(escapeLines(message), columns())
  return formatError({code: 'MODELS_UNKNOWN', message, suggestions}, {style, columns: columns()})
}
