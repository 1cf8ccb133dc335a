import {CodexError} from '@codex-host/plugin-api'
import {createAskServer} from './ask-server.ts'
import type {AskEnd, RetryEvent, ServerOptions} from './ask-server.ts'
import {lookUpModel} from './catalogue.ts'
import type {KnownModel, UserModels} from './catalogue.ts'
import {chatRequest} from './chat/chat-request.ts'
import type {ModelAnswer, ModelClient, ModelDelta, ModelEvent, ModelFailure, ModelRequest} from './model-client.ts'
import type {ResolvedProvider} from './resolve-provider.ts'
import {createAskWithState} from './responses/ask-with-state.ts'
import {responsesRequest} from './responses/responses-request.ts'
import {sentModel} from './sent-model.ts'

export interface ModelClientOptions extends ServerOptions {
  /** What the user says of models; it wins over the catalogue. */
  readonly models?: UserModels
  /** Whether the server may keep the conversation, so that only what is new is sent. Only the Responses API can. */
  readonly keepsState?: boolean
}

/**
 * Asks a model over the wire of its provider.
 * @throws CodexError with exit code 3 for an address that must not get the key or a wire without tools, 4 for a key
 *   that cannot be sent.
 */
export function createModelClient(options: ModelClientOptions): ModelClient {
  const {provider, models} = options
  const ask = createAsk(options)

  async function* stream(asked: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent, void> {
    if (provider.wire === 'responses' && asked.stop !== undefined && asked.stop.length > 0) {
      yield {type: 'failed', failure: noStops(provider)}
      return
    }
    const known = lookUpModel(asked.model, models)
    const model = sentModel(asked.model, {provider, models})
    const end = yield* ask({request: {...asked, model}, known}, signal)
    if (end.kind === 'failed') yield {type: 'failed', failure: end.failure}
    else yield {type: 'done', items: end.answer.items, usage: end.answer.usage}
  }

  return {stream}
}

/** Left out in silence, the answer would go on where the user wanted its end. */
function noStops({name}: ResolvedProvider): ModelFailure {
  return {
    kind: 'refused',
    message: `The Responses API of the provider "${name}" knows no texts to stop at, so nothing was sent.`,
    suggestions: ['Leave out `--stop`, or set the wire of the provider to `chat`.'],
  }
}

type Ask = (
  asked: {readonly request: ModelRequest; readonly known: KnownModel},
  signal: AbortSignal,
) => AsyncGenerator<ModelDelta | RetryEvent, AskEnd<ModelAnswer>>

function createAsk(options: ModelClientOptions): Ask {
  const {provider, keepsState = false} = options
  const askServer = createAskServer(options)
  switch (provider.wire) {
    case 'responses':
      if (keepsState) return createAskWithState(askServer)
      return ({request, known}, signal) =>
        askServer({request: responsesRequest(request, known), model: request.model}, signal)
    case 'chat':
      return ({request}, signal) =>
        askServer({request: chatRequest(request, provider.chat), model: request.model}, signal)
    case 'completions':
      throw withoutTools(provider)
  }
}

function withoutTools({name}: ResolvedProvider): CodexError {
  return new CodexError(
    `The provider "${name}" has the wire "completions", which knows no tools, so nothing was sent.`,
    {
      code: 'WIRE_WITHOUT_TOOLS',
      exitCode: 3,
      suggestions: ['Set the wire of the provider to `responses` or `chat`.'],
    },
  )
}
