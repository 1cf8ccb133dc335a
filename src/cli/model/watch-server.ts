import type {Config} from '../../config/config.ts'
import {type KnownModel, lookUpModel} from '../../model/catalogue.ts'
import type {ModelClient} from '../../model/model-client.ts'
import {askContextWindow, tellsContextWindow} from '../../model/window/ask-context-window.ts'
import type {WindowServer} from '../../model/window/ask-context-window.ts'
import {createAskedWindow} from '../../model/window/create-asked-window.ts'
import {watchModel} from '../../model/window/watch-model.ts'
import type {RuntimeParts} from '../../runtime/runtime-parts.ts'

export type WatchedModel = Pick<RuntimeParts, 'model' | 'servedWindow'>

export interface WatchServerOptions {
  readonly server: WindowServer
  readonly config: Pick<Config, 'model' | 'cache'>
  readonly figures: KnownModel
}

/**
 * Says what a turn must know of the server beside its answers. Where the window depends on the server, it is asked now,
 * while the turn is made ready; what the user says of it still counts.
 */
export function watchServer(
  client: ModelClient,
  {server, config, figures}: WatchServerOptions,
  signal: AbortSignal,
): WatchedModel {
  const {model: asked} = config
  const {provider} = server
  const watched = {asked, known: figures, kind: provider.kind}
  const listed = lookUpModel(asked)
  const isServedByMaker = listed.isKnown && listed.hasOpenWeights !== true
  const isNeverAsked = isServedByMaker || config.cache === 'only' || !tellsContextWindow(provider)
  if (isNeverAsked) return {model: watchModel(client, watched)}

  const model = provider.modelName ?? asked
  const window = createAskedWindow((limit) => askContextWindow({server, model}, limit), signal)
  const isUsersWindow = figures.contextWindow !== listed.contextWindow
  return {
    model: watchModel(client, {...watched, window}),
    ...(!isUsersWindow && {servedWindow: window.tokens}),
  }
}
