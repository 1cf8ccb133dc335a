import {refused, silent} from './classify-failure.ts'
import type {Fault} from './classify-failure.ts'
import {createConnection} from './create-connection.ts'
import type {ConnectionOptions} from './create-connection.ts'
import type {ModelFailure} from './model-client.ts'
import {createOpenResponse} from './open-response.ts'

export interface JsonRequest {
  /** Begins with a slash. */
  readonly path: string
  /** What the path is below: the base URL, or the server itself, where a local one has calls of its own. */
  readonly below?: 'base-url' | 'server'
  /** Makes it a POST. */
  readonly body?: Readonly<Record<string, unknown>>
  /** For the whole answer. */
  readonly timeoutMs: number
}

export type JsonAnswer =
  | {readonly kind: 'json'; readonly value: unknown}
  | {readonly kind: 'failed'; readonly failure: ModelFailure}

const maxBytes = 32_000_000

/**
 * One request beside those to the model, such as `GET /models`: with the same key, on the same way, with the same
 * failures, and never repeated. Rejects only with the reason of `signal`.
 * @throws CodexError with exit code 3 or 4, as `createConnection`.
 */
export async function fetchJson(
  request: JsonRequest,
  server: Omit<ConnectionOptions, 'idleTimeoutMs'>,
  signal: AbortSignal,
): Promise<JsonAnswer> {
  const {path, below = 'base-url', body, timeoutMs} = request
  const connection = createConnection({...server, idleTimeoutMs: timeoutMs})
  const url = (below === 'server' ? new URL(connection.baseUrl).origin : connection.baseUrl) + path
  const {openResponse, ready} = createOpenResponse(connection)
  await ready
  const limit = AbortSignal.timeout(timeoutMs)

  const read = async (): Promise<{readonly value: unknown} | Fault> => {
    const opened = await openResponse({path: url, body}, AbortSignal.any([signal, limit]))
    return opened.kind === 'fault' ? opened.fault : readJson(opened.body)
  }
  const end = await read().catch((error: unknown) => {
    signal.throwIfAborted()
    if (limit.aborted) return silent(`there was no whole answer within ${timeoutMs / 1_000} s`)
    return refused(`its answer cannot be read (${String(error)})`)
  })

  if ('value' in end) return {kind: 'json', value: end.value}
  const message = `${body === undefined ? 'GET' : 'POST'} ${url} gave no answer: ${end.because}.`
  return {kind: 'failed', failure: {kind: end.kind, message, suggestions: end.suggestions}}
}

async function readJson(body: ReadableStream<Uint8Array>): Promise<{readonly value: unknown} | Fault> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > maxBytes) return refused('its answer is longer than 32 MB')
    chunks.push(chunk)
  }
  try {
    return {value: JSON.parse(Buffer.concat(chunks).toString()) as unknown}
  } catch {
    return refused('its answer is not the JSON that it says it is')
  }
}
