import {createAskServer} from './ask-server.ts'
import type {ServerOptions} from './ask-server.ts'
import type {CompletionClient, CompletionEvent, CompletionRequest} from './completion-client.ts'
import {completionsRequest} from './completions/completions-request.ts'

/**
 * Continues texts over the wire `completions` of a provider, whatever wire it has for the rest.
 * @throws CodexError with exit code 3 for an address that must not get the key, 4 for a key that cannot be sent.
 */
export function createCompletionClient(options: ServerOptions): CompletionClient {
  const {provider} = options
  const askServer = createAskServer(options)

  async function* complete(asked: CompletionRequest, signal: AbortSignal): AsyncGenerator<CompletionEvent, void> {
    const model = provider.modelName ?? asked.model
    const request = completionsRequest({...asked, model}, provider.chat)
    const end = yield* askServer({request, model}, signal)
    yield end.kind === 'complete' ? {type: 'done', ...end.answer} : {type: 'failed', failure: end.failure}
  }

  return {complete}
}
