import {CodexError} from '@codex-host/plugin-api'
import {createAskServer} from './ask-server.ts'
import type {ServerOptions} from './ask-server.ts'
import {lookUpModel} from './catalogue.ts'
import type {KnownModel, UserModels} from './catalogue.ts'
import {chatRequest} from './chat/chat-request.ts'
import type {ModelAnswer, ModelClient, ModelDelta, ModelEvent, ModelFailure, ModelRequest} from './model-client.ts'
import type {ResolvedProvider} from './resolve-provider.ts'
import {responsesRequest} from './responses/responses-request.ts'
import {sentModel} from './sent-model.ts'
import type {WireRequest} from './wire.ts'

export interface ModelClientOptions extends ServerOptions {
  /** What the user says of models; it wins over the catalogue. */
  readonly models?: UserModels
}

/**
 * Asks a model over the wire of its provider.
 * @throws CodexError with exit code 3 for an address that must not get the key or a wire without tools, 4 for a key
 *   that cannot be sent.
 */
export function createModelClient(options: ModelClientOptions): ModelClient {
  const {provider, models} = options
  const toRequest = requestMaker(provider)
  const askServer = createAskServer(options)

  async function* stream(asked: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent, void> {
    if (provider.wire === 'responses' && asked.stop !== undefined && asked.stop.length > 0) {
      yield {type: 'failed', failure: noStops(provider)}
      return
    }
    const known = lookUpModel(asked.model, models)
    const model = sentModel(asked.model, {provider, models})
    const request = toRequest({...asked, model}, known)
    const end = yield* askServer({request, model}, signal)
    yield end.kind === 'complete' ? {type: 'done', ...end.answer} : {type: 'failed', failure: end.failure}
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

type ToRequest = (request: ModelRequest, known: KnownModel) => WireRequest<ModelDelta, ModelAnswer>

function requestMaker(provider: ResolvedProvider): ToRequest {
  switch (provider.wire) {
    case 'responses':
      return responsesRequest
    case 'chat':
      return (request) => chatRequest(request, provider.chat)
    case 'completions':
      throw new CodexError(
        `The provider "${provider.name}" has the wire "completions", which knows no tools, so nothing was sent.`,
        {
          code: 'WIRE_WITHOUT_TOOLS',
          exitCode: 3,
          suggestions: ['Set the wire of the provider to `responses` or `chat`.'],
        },
      )
  }
}
