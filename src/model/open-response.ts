import type {ClientOptions, OpenAI} from 'openai'
import {classifyAnswer, classifyConnection, notTheAnswer} from './classify-failure.ts'
import type {Fault} from './classify-failure.ts'
import {rootCause, safeText} from './error-text.ts'
import type {ResolvedProvider} from './resolve-provider.ts'
import {readRetryAfter} from './retry-delay.ts'
import {carriedFault} from './transport/connection-error.ts'
import type {Transport} from './transport/create-transport.ts'

export interface Connection extends Pick<ResolvedProvider, 'keyHeader' | 'headers' | 'query'> {
  readonly baseUrl: string
  readonly apiKey: string | undefined
  /** What a server could repeat in an error and nobody may see: the key, and what configured headers say. */
  readonly secrets: readonly string[]
  /** The key in words that may be shown. */
  readonly keyName: string
  readonly idleTimeoutMs: number
  readonly now: () => number
  readonly transport: Transport
}

export type Opened =
  | {readonly kind: 'body'; readonly body: ReadableStream<Uint8Array>}
  | {readonly kind: 'fault'; readonly fault: Fault}

interface Request {
  /** Below the base URL, or a whole address. */
  readonly path: string
  /** Without one it is a GET. A body that says nothing of `stream` asks for an answer in one piece. */
  readonly body: {readonly stream?: boolean} | undefined
}

export type OpenResponse = (request: Request, signal: AbortSignal) => Promise<Opened>

/**
 * `openResponse` sends one request and gives back its undecoded body: the decoder of the openai package accepts a
 * damaged frame that our own refuses. Rejects only when `signal` is aborted, with any reason. Whoever measures how long
 * the server takes waits for `ready` first: until then the modules are loaded.
 */
export function createOpenResponse(connection: Connection): {
  readonly openResponse: OpenResponse
  readonly ready: Promise<unknown>
} {
  const client = loadClient(connection)
  const ready = Promise.all([client, connection.transport.ready])
  // Whoever awaits it gets the failure; nobody else must hear of it.
  ready.catch(() => {})

  async function openResponse({path, body}: Request, signal: AbortSignal): Promise<Opened> {
    const openai = await client
    try {
      const streams = body?.stream === true
      const sent = body === undefined ? openai.get(path, {signal}) : openai.post(path, {body, stream: streams, signal})
      const response = await sent.asResponse()
      const contentType = response.headers.get('content-type')
      if (response.body !== null && isExpected(contentType, streams)) return {kind: 'body', body: response.body}
      await response.body?.cancel()
      const found = contentType === null ? 'no body' : safeText(contentType, connection.secrets)
      const fault = notTheAnswer(found, streams ? 'an event stream' : 'JSON')
      return {kind: 'fault', fault: answeredOnTheWay(fault, connection)}
    } catch (error) {
      if (signal.aborted) throw error
      return {kind: 'fault', fault: toFault(error, connection)}
    }
  }

  return {openResponse, ready}
}

function isExpected(contentType: string | null, streams: boolean): boolean {
  if (contentType === null) return true
  return streams ? /^text\/event-stream\b/i.test(contentType) : /^application\/(?:[\w.]+\+)?json\b/i.test(contentType)
}

/** The import costs about 100 ms: it goes on while the sandbox is probed and the view is opened. */
async function loadClient(connection: Connection): Promise<OpenAI> {
  const {OpenAI} = await import('openai')
  return new OpenAI({
    // The package insists on a key even where none is sent.
    apiKey: connection.apiKey ?? 'none',
    defaultHeaders: {...keyHeaders(connection), ...connection.headers},
    defaultQuery: connection.query,
    baseURL: connection.baseUrl,
    maxRetries: 0,
    // Only a net: the idle watch of `sendRequest` is faster.
    timeout: connection.idleTimeoutMs * 2,
    // Left out, these would be read from the environment.
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: 'off',
    // The key must not follow a redirect to another origin.
    fetchOptions: {redirect: 'manual'},
    fetch: connection.transport.fetch,
  } satisfies ClientOptions)
}

/** The package itself would send any key as a bearer token. */
function keyHeaders({apiKey, keyHeader}: Connection): Record<string, string | null> {
  if (apiKey === undefined) return {authorization: null}
  return keyHeader === 'authorization' ? {} : {authorization: null, [keyHeader]: apiKey}
}

function toFault(error: unknown, connection: Connection): Fault {
  const {proxy} = connection.transport
  if (!isAnswered(error)) {
    const fault = carriedFault(error) ?? connectionFault(error, connection)
    return proxy === undefined || fault.because.includes(proxy.name) ? fault : through(fault, proxy.name)
  }
  return answeredOnTheWay(answeredFault(error, connection), connection)
}

/** Whoever reads the request may have answered it. */
function answeredOnTheWay(fault: Fault, {transport: {proxy}}: Connection): Fault {
  return proxy?.mayAnswer === true ? through(fault, proxy.name) : fault
}

function connectionFault(error: unknown, {secrets}: Connection): Fault {
  const {code, message} = rootCause(error)
  return classifyConnection(code, safeText(message, secrets))
}

function answeredFault(error: AnsweredError, {keyName, secrets, now}: Connection): Fault {
  const header = (name: string) => error.headers.get(name)
  const answer = {
    status: error.status,
    code: asText(error.code),
    type: asText(error.type),
    message: safeText(serverMessage(error), secrets),
    retryAfterMs: readRetryAfter(header, now()),
    location: originOf(header('location')),
  }
  return classifyAnswer(answer, keyName)
}

function through(fault: Fault, proxyName: string): Fault {
  return {...fault, because: `${fault.because}, through ${proxyName}`}
}

interface AnsweredError extends Error {
  readonly status: number
  readonly headers: Headers
  readonly code?: unknown
  readonly type?: unknown
  readonly error?: unknown
}

/** `APIError` of the openai package, with an answer behind it. Its class is loaded lazily, so not by `instanceof`. */
function isAnswered(error: unknown): error is AnsweredError {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' && 'headers' in error
}

function serverMessage(error: AnsweredError): string {
  const body = error.error
  const isNamed = typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string'
  if (isNamed) return body.message as string
  return error.message.replace(/^\d{3} /, '')
}

function originOf(location: string | null): string | undefined {
  return location !== null && URL.canParse(location) ? new URL(location).origin : undefined
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
