import type {ClientOptions, OpenAI} from 'openai'
import type {ResponseCreateParamsStreaming} from 'openai/resources/responses/responses'
import {classifyAnswer, classifyConnection, notAStream} from './classify-failure.ts'
import type {Fault} from './classify-failure.ts'
import {rootCause, safeText} from './error-text.ts'
import {readRetryAfter} from './retry-delay.ts'

export interface Connection {
  readonly baseUrl: string
  readonly apiKey: string | undefined
  /** The key in words that may be shown. */
  readonly keyName: string
  readonly idleTimeoutMs: number
  readonly now: () => number
}

export type Opened =
  | {readonly kind: 'stream'; readonly body: ReadableStream<Uint8Array>}
  | {readonly kind: 'fault'; readonly fault: Fault}

export type OpenResponse = (body: ResponseCreateParamsStreaming, signal: AbortSignal) => Promise<Opened>

/**
 * Sends one request and gives back its undecoded stream: the decoder of the openai package accepts a damaged frame
 * that our own refuses. Rejects only when `signal` is aborted, with any reason.
 */
export function createOpenResponse(connection: Connection): OpenResponse {
  const client = loadClient(connection)
  // Whoever awaits it gets the failure; nobody else must hear of it.
  client.catch(() => {})

  return async function openResponse(body, signal) {
    const openai = await client
    try {
      const response = await openai.responses.create(body, {signal}).asResponse()
      const contentType = response.headers.get('content-type')
      if (response.body !== null && (contentType === null || /^text\/event-stream\b/i.test(contentType))) {
        return {kind: 'stream', body: response.body}
      }
      await response.body?.cancel()
      return {kind: 'fault', fault: notAStream(contentType ?? 'no body')}
    } catch (error) {
      if (signal.aborted) throw error
      return {kind: 'fault', fault: toFault(error, connection)}
    }
  }
}

/** The import costs about 100 ms: it goes on while the sandbox is probed and the view is opened. */
async function loadClient({apiKey, baseUrl, idleTimeoutMs}: Connection): Promise<OpenAI> {
  const {OpenAI} = await import('openai')
  return new OpenAI({
    // The package insists on a key even where none is sent.
    apiKey: apiKey ?? 'none',
    ...(apiKey === undefined && {defaultHeaders: {Authorization: null}}),
    baseURL: baseUrl,
    maxRetries: 0,
    // Only a net: the idle watch of `readResponse` is faster.
    timeout: idleTimeoutMs * 2,
    // Left out, these would be read from the environment.
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: 'off',
    // The key must not follow a redirect to another origin.
    fetchOptions: {redirect: 'manual'},
  } satisfies ClientOptions)
}

function toFault(error: unknown, {keyName, apiKey, now}: Connection): Fault {
  if (!isAnswered(error)) {
    const cause = rootCause(error)
    return classifyConnection(cause.code, safeText(cause.message, apiKey))
  }

  const header = (name: string) => error.headers.get(name)
  const answer = {
    status: error.status,
    code: asText(error.code),
    type: asText(error.type),
    message: safeText(serverMessage(error), apiKey),
    retryAfterMs: readRetryAfter(header, now()),
    location: originOf(header('location')),
  }
  return classifyAnswer(answer, keyName)
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
