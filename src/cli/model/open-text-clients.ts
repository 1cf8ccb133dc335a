import type {ModelFacts} from '@codex-host/plugin-api'
import {createCachedCompletions} from '../../model/cache/create-cached-completions.ts'
import type {KnownModel} from '../../model/catalogue.ts'
import {createCompletionClient} from '../../model/create-completion-client.ts'
import {askContextWindow, tellsContextWindow} from '../../model/window/ask-context-window.ts'
import {lookUpModel} from '../../model/catalogue.ts'
import type {TextModelParts} from '../../runtime/text-model.ts'
import type {HostContext} from '../host-context.ts'
import {openUserState} from '../open-user-state.ts'
import type {Setup} from '../resolve-setup.ts'
import {configSecrets} from '../turn-secrets.ts'
import {keylessServer} from './model-server.ts'
import {openCache} from './open-cache.ts'
import {cacheOptions, openModel, openServer, serverOptions} from './open-model.ts'

interface TextSetup {
  readonly context: Pick<HostContext, 'now' | 'env' | 'onExit' | 'secrets'>
  readonly setup: Setup
  readonly figures: KnownModel
  readonly facts: Pick<ModelFacts, 'wire'>
}

/** The ways to the server of a verb that only reads: one key, one cache and one connection for all requests. */
export function openTextClients(
  text: TextSetup,
  signal: AbortSignal,
): Pick<TextModelParts, 'clients' | 'contextWindow'> {
  const options = textOptions(text)
  const server = once(() => openServer(options, signal))
  return {
    clients: {
      model: once(async () => {
        if (text.facts.wire === 'completions') return undefined
        return (await openModel({...options, server: await server()}, signal)).model
      }),
      completions: once(async () => {
        const {provider, ...rest} = await server()
        const client = createCompletionClient(serverOptions({provider, ...rest}, options))
        const caching = cacheOptions(provider, options)
        return caching === undefined ? client : createCachedCompletions({...caching, client})
      }),
    },
    contextWindow: once(() => servedWindow(text, signal)),
  }
}

function textOptions({context, setup, figures}: TextSetup) {
  const {config} = setup.loaded
  const {secrets} = context
  secrets.note(...configSecrets(config))
  const options = {context, setup, figures, secrets}
  if (config.cache === 'off') return options
  return {...options, cache: openCache(openUserState(context, setup.codexHome), {now: context.now, secrets})}
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined
  return () => (made ??= make())
}

const windowLimitMs = 2_000

/** What the user says counts; else a local server knows better than a list how much it reads. */
async function servedWindow({context, setup, figures}: TextSetup, signal: AbortSignal): Promise<number> {
  const {model, cache} = setup.loaded.config
  const server = keylessServer(context, setup)
  const listed = lookUpModel(model)
  const isServedByMaker = listed.isKnown && listed.hasOpenWeights !== true
  const isUsersWindow = figures.contextWindow !== listed.contextWindow
  if (isServedByMaker || isUsersWindow || cache === 'only' || !tellsContextWindow(server.provider)) {
    return figures.contextWindow
  }
  const limit = AbortSignal.any([signal, AbortSignal.timeout(windowLimitMs)])
  const asked = {server: {...server, now: context.now}, model: server.provider.modelName ?? model}
  return (await askContextWindow(asked, limit)) ?? figures.contextWindow
}
