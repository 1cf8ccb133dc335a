import {CodexError} from '@codex-host/plugin-api'
import type {Fault} from './classify-failure.ts'
import {describeFailure, nameKey} from './describe-failure.ts'
import type {ModelEvent, ModelFailure} from './model-client.ts'
import {createOpenResponse} from './open-response.ts'
import type {ResolvedProvider} from './resolve-provider.ts'
import {retryDelay} from './retry-delay.ts'
import {sendRequest} from './send-request.ts'
import {toBaseUrl} from './to-base-url.ts'
import {createTransport} from './transport/create-transport.ts'
import type {TransportSettings} from './transport/create-transport.ts'
import type {WireRequest} from './wire.ts'

export interface ServerOptions {
  readonly provider: ResolvedProvider
  /** Undefined for a server that asks for none. */
  readonly apiKey: string | undefined
  /** Where the key comes from, as the user would say it: `OPENAI_API_KEY`, or a file and its line. */
  readonly keyOrigin: string
  /** How long a request may go without a byte before it is given up. */
  readonly idleTimeoutMs: number
  /** Proxy and certificates; the direct way without them. */
  readonly transport?: TransportSettings
  readonly now: () => number
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
 * @throws CodexError with exit code 3 for an address that must not get the key, and for a proxy or certificates that cannot
 *   be used; 4 for a key that cannot be sent.
 */
export function createAskServer(options: ServerOptions): AskServer {
  const {provider, keyOrigin, idleTimeoutMs, now, random, sleep} = options
  const baseUrl = toBaseUrl(provider.baseUrl, {allowHttp: provider.allowHttp})
  const apiKey = checkKey(options.apiKey, keyOrigin)
  const {keyHeader, headers, query} = provider
  const keyName = nameKey(apiKey, keyOrigin)
  const transport = createTransport(baseUrl, options.transport ?? {env: {}})
  const connection = {baseUrl, apiKey, keyHeader, headers, query, keyName, idleTimeoutMs, now, transport}
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
        return {kind: 'failed', failure: describeFailure(end.fault, {model, baseUrl, requests: faults.length})}
      }
      yield {type: 'retry', attempt: faults.length + 1, because: end.fault.because, delayMs}
      await sleep(delayMs, signal)
    }
  }
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
