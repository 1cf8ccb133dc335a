import type {Fault} from './classify-failure.ts'
import {createConnection} from './create-connection.ts'
import type {ConnectionOptions} from './create-connection.ts'
import {describeFailure} from './describe-failure.ts'
import type {ModelEvent, ModelFailure} from './model-client.ts'
import {createOpenResponse} from './open-response.ts'
import {retryDelay} from './retry-delay.ts'
import {sendRequest} from './send-request.ts'
import type {WireRequest} from './wire.ts'

export interface ServerOptions extends ConnectionOptions {
  /** From 0 to 1. */
  readonly random: () => number
  /** Rejects with the reason of the signal when that is aborted. */
  readonly sleep: (delayMs: number, signal: AbortSignal) => Promise<void>
}

export type RetryEvent = ModelEvent & {readonly type: 'retry'}

export type AskEnd<Answer> =
  | {readonly kind: 'complete'; readonly answer: Answer}
  | {readonly kind: 'failed'; readonly failure: ModelFailure}

/** Asks until there is a complete answer or no hope of one. `model` is named in the failure. */
export type AskServer = <Delta, Answer>(
  asked: {readonly request: WireRequest<Delta, Answer>; readonly model: string},
  signal: AbortSignal,
) => AsyncGenerator<Delta | RetryEvent, AskEnd<Answer>>

/**
 * The one way to a server, whatever its wire: retries inside; `attempt` of a `retry` event is the number of the
 * request that follows.
 * @throws CodexError with exit code 3 or 4, as `createConnection`.
 */
export function createAskServer(options: ServerOptions): AskServer {
  const {now, random, sleep} = options
  const connection = createConnection(options)
  const {openResponse, ready} = createOpenResponse(connection)

  return async function* askServer({request, model}, signal) {
    await ready
    const startMs = now()
    const faults: Fault[] = []

    while (true) {
      const end = yield* sendRequest(request, {openResponse, connection}, signal)
      if (end.kind === 'complete') return end

      faults.push(end.fault)
      const delayMs = retryDelay({faults, elapsedMs: now() - startMs, random: random()})
      if (delayMs === undefined) {
        return {
          kind: 'failed',
          failure: describeFailure(end.fault, {model, baseUrl: connection.baseUrl, requests: faults.length}),
        }
      }
      yield {type: 'retry', attempt: faults.length + 1, because: end.fault.because, delayMs}
      await sleep(delayMs, signal)
    }
  }
}
