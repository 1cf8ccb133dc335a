import {isDeepStrictEqual} from 'node:util'
import type {AskEnd, AskServer, RetryEvent} from '../ask-server.ts'
import type {KnownModel} from '../catalogue.ts'
import type {InputItem, ModelAnswer, ModelDelta, ModelRequest} from '../model-client.ts'
import type {ResponsesAnswer} from './read-responses-answer.ts'
import {responsesRequest} from './responses-request.ts'

/** An answer that the server has kept, with the whole conversation up to its end. */
interface Kept {
  readonly id: string
  readonly model: string
  readonly input: readonly InputItem[]
}

type Asked = {readonly request: ModelRequest; readonly known: KnownModel}
type Asking = AsyncGenerator<ModelDelta | RetryEvent, AskEnd<ModelAnswer>>

/** A server that has lost the conversation so often is not asked to go on from it any more. */
const mostLosses = 2

/**
 * Asks a server that may keep the conversation: where a request goes on from the last answer, only what is new is
 * sent. Everything is sent where it does not (after a compaction, say), and once more where the server does not know
 * that answer any more, or answers as if it had never got its id. An answer from elsewhere, such as a local cache, is
 * new to the server and sent like any other item.
 */
export function createAskWithState(askServer: AskServer): (asked: Asked, signal: AbortSignal) => Asking {
  let kept: Kept | undefined
  let losses = 0

  async function* askWhole({request, known}: Asked, signal: AbortSignal): Asking {
    const wire = responsesRequest(request, known, {store: true})
    return remember(request, yield* askServer({request: wire, model: request.model}, signal))
  }

  function remember({model, input}: ModelRequest, end: AskEnd<ResponsesAnswer>): AskEnd<ResponsesAnswer> {
    if (end.kind !== 'complete') return end
    const {responseId: id, items} = end.answer
    kept = id === undefined ? undefined : {id, model, input: [...input, ...items.map(({raw}) => raw)]}
    return end
  }

  return async function* askWithState(asked, signal) {
    const {request, known} = asked
    const added = losses < mostLosses && kept !== undefined ? addedTo(kept, request) : undefined
    if (kept === undefined || added === undefined) return yield* askWhole(asked, signal)

    const {id} = kept
    const wire = responsesRequest({...request, input: added}, known, {store: true, previousResponseId: id})
    const counter = countRequests(askServer({request: wire, model: request.model}, signal))
    const end = yield* counter.run()
    const loss = lossOf(end, id)
    if (loss === undefined) return remember(request, end)

    losses = loss === ignored ? mostLosses : losses + 1
    kept = undefined
    yield {type: 'retry', attempt: counter.requests() + 1, because: loss, delayMs: 0}
    return yield* countRequests(askWhole(asked, signal), counter.requests()).run()
  }
}

const forgotten = 'the server does not know the answer before any more, so everything is sent again'
const ignored = 'the server ignores what it was asked to keep, so everything is sent again'

/** An answer without the id it was to go on from was given without the conversation. */
function lossOf(end: AskEnd<ResponsesAnswer>, id: string): string | undefined {
  if (end.kind === 'failed') return end.failure.kind === 'state-lost' ? forgotten : undefined
  return end.answer.previousResponseId === id ? undefined : ignored
}

/** What the request has behind the kept conversation, or undefined where it does not go on from there. */
function addedTo({model, input}: Kept, request: ModelRequest): readonly InputItem[] | undefined {
  const goesOn =
    request.model === model &&
    request.input.length > input.length &&
    input.every((item, index) => item === request.input[index] || isDeepStrictEqual(item, request.input[index]))
  return goesOn ? request.input.slice(input.length) : undefined
}

/** Counts on where requests were sent before, so that the attempts of one step have one numbering. */
function countRequests<Answer>(
  asking: AsyncGenerator<ModelDelta | RetryEvent, AskEnd<Answer>>,
  before = 0,
): {run(): typeof asking; requests(): number} {
  let requests = before + 1

  return {
    requests: () => requests,
    async *run() {
      try {
        while (true) {
          const next = await asking.next()
          if (next.done === true) return next.value
          if (next.value.type === 'retry') requests = before + next.value.attempt
          yield next.value.type === 'retry' ? {...next.value, attempt: requests} : next.value
        }
      } finally {
        await asking.return({kind: 'failed', failure: {kind: 'cut', message: '', suggestions: []}})
      }
    },
  }
}
