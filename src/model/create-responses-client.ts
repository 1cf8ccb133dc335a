import {CodexError} from '@codex-host/plugin-api'
import {buildRequest} from './build-request.ts'
import type {Fault} from './classify-failure.ts'
import {describeFailure, nameKey} from './describe-failure.ts'
import type {ModelClient, ModelEvent, ModelRequest} from './model-client.ts'
import {createOpenResponse} from './open-response.ts'
import {retryDelay} from './retry-delay.ts'
import {sendRequest} from './send-request.ts'
import {toBaseUrl} from './to-base-url.ts'

export interface ResponsesClientOptions {
  /** Undefined for a server that asks for none. */
  readonly apiKey: string | undefined
  /** Where the key comes from, as the user would say it: `OPENAI_API_KEY`, or a file and its line. */
  readonly keyOrigin: string
  readonly baseUrl: string
  /** How long a request may go without a byte before it is given up. */
  readonly idleTimeoutMs: number
  readonly now: () => number
  /** From 0 to 1. */
  readonly random: () => number
  /** Rejects with the reason of the signal when that is aborted. */
  readonly sleep: (delayMs: number, signal: AbortSignal) => Promise<void>
}

/**
 * Asks a model over the Responses API. Retries inside; `attempt` of a `retry` event is the number of the request
 * that follows.
 * @throws CodexError with exit code 3 for an address that must not get the key, 4 for a key that cannot be sent.
 */
export function createResponsesClient(options: ResponsesClientOptions): ModelClient {
  const {keyOrigin, idleTimeoutMs, now, random, sleep} = options
  const baseUrl = toBaseUrl(options.baseUrl)
  const apiKey = checkKey(options.apiKey, keyOrigin)
  const connection = {baseUrl, apiKey, keyName: nameKey(apiKey, keyOrigin), idleTimeoutMs, now}
  const openResponse = createOpenResponse(connection)

  async function* stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent, void> {
    const body = buildRequest(request)
    const startMs = now()
    const faults: Fault[] = []

    while (true) {
      const end = yield* sendRequest(body, {openResponse, connection}, signal)
      if (end.kind === 'done') {
        yield {type: 'done', items: end.items, usage: end.usage}
        return
      }

      faults.push(end.fault)
      const delayMs = retryDelay({faults, elapsedMs: now() - startMs, random: random()})
      if (delayMs === undefined) {
        const asked = {model: request.model, baseUrl, requests: faults.length}
        yield {type: 'failed', failure: describeFailure(end.fault, asked)}
        return
      }
      yield {type: 'retry', attempt: faults.length + 1, because: end.fault.because, delayMs}
      await sleep(delayMs, signal)
    }
  }

  return {stream}
}

/** A key with a line break or a letter outside ASCII is a slip of the clipboard; no header can carry it. */
function checkKey(apiKey: string | undefined, origin: string): string | undefined {
  if (apiKey === undefined || /^[\x21-\x7e]+$/.test(apiKey)) return apiKey
  throw new CodexError(`The key from ${origin} is empty or has characters no key has, so no request was sent.`, {
    code: 'INVALID_KEY',
    exitCode: 4,
    suggestions: [`Set ${origin} again, without spaces, quotes or line breaks.`],
  })
}
