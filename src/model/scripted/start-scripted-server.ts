import {once} from 'node:events'
import {createServer} from 'node:http'
import type {IncomingHttpHeaders, IncomingMessage, ServerResponse} from 'node:http'
import {createKeptResponses} from './kept-responses.ts'
import {matchRequest} from './match-request.ts'
import {parseModelScript} from './model-script.ts'
import type {ModelScript, ScriptStep} from './model-script.ts'
import {knownPaths, readRequest, wireOf} from './read-request.ts'
import type {ScriptedAnswer} from './scripted-answer.ts'
import {errorBody, sendJson, sendStatus, sendStream} from './send-answer.ts'

export interface RecordedRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** Parsed; the text itself where it is not JSON. */
  readonly body: unknown
  /** Length of the body as it was sent. */
  readonly bytes: number
}

export interface ScriptedServer {
  /** With `/v1`, as a base URL is given to a client. */
  readonly baseUrl: string
  /** Every request so far, oldest first. */
  readonly requests: readonly RecordedRequest[]
  /** Steps that were not asked for yet. */
  remaining(): number
  /** What was asked and did not fit the script. */
  mismatches(): readonly string[]
  close(): Promise<void>
}

/**
 * Plays a model that says what a script says, over each of the three wires, on a random port of loopback. A request
 * that does not fit gets 400 and is reported by `mismatches`.
 * @throws CodexError with exit code 3 for a script that does not fit the format.
 */
export async function startScriptedServer(options: {
  readonly script: ModelScript
  /** Names the script in errors. */
  readonly name?: string
}): Promise<ScriptedServer> {
  const steps = parseModelScript(options.script, options.name ?? 'of this server').steps
  const requests: RecordedRequest[] = []
  const mismatches: string[] = []
  const kept = createKeptResponses()
  const closing = new AbortController()
  let played = 0

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const recorded = await record(request)
    // What a client asks about the server itself is no part of a conversation.
    if (aboutServer.test(recorded.path)) return sendStatus(response, {status: 404, body: errorBody('not this server')})
    requests.push(recorded)
    if (steps[played]?.forgets === true) kept.forget()
    const whole = kept.complete(recorded.body)
    if (whole.kind === 'unknown') return sendStatus(response, unknownResponse(whole.id))

    const asked = {...recorded, body: whole.body, bytes: bytesOf(recorded, whole.body)}
    const chosen = chooseStep(asked, steps[played], requests.length)
    if (chosen.kind === 'mismatch') {
      mismatches.push(chosen.message)
      return sendStatus(response, {status: chosen.status, body: errorBody(chosen.message, 'script_mismatch')})
    }
    played += 1
    if (chosen.step.fault === undefined) kept.keep(whole.body, chosen.answer(chosen.step, played).whole(undefined))
    await play(chosen, played, {response, signal: closing.signal})
  }

  const server = createServer((request, response) => {
    // A client that left in the middle is no concern of the model.
    answer(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0

  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    remaining: () => steps.length - played,
    mismatches: () => mismatches,
    async close() {
      if (!server.listening) return
      closing.abort()
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

const aboutServer = /^\/(?:api\/(?:ps|show|v0\/models\/)|(?:props|v1\/models)(?:\?|$))/

/** What the server kept is read again, and counts like what was sent. */
function bytesOf({body, bytes}: RecordedRequest, whole: unknown): number {
  return whole === body ? bytes : Buffer.byteLength(JSON.stringify(whole))
}

/** As OpenAI's server says it. */
function unknownResponse(id: string) {
  const message = `Previous response with id '${id}' not found.`
  return {status: 400, body: errorBody(message, 'previous_response_not_found')}
}

async function record(request: IncomingMessage): Promise<RecordedRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const bytes = Buffer.concat(chunks)
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    headers: request.headers,
    body: parseJson(bytes.toString('utf8')),
    bytes: bytes.length,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

type Choice =
  | {
      readonly kind: 'step'
      readonly step: ScriptStep
      readonly streams: boolean
      readonly answer: (step: ScriptStep, number: number) => ScriptedAnswer
    }
  | {readonly kind: 'mismatch'; readonly status: number; readonly message: string}

function chooseStep(request: RecordedRequest, step: ScriptStep | undefined, number: number): Choice {
  const mismatch = (message: string, status = 400): Choice => ({
    kind: 'mismatch',
    status,
    message: `Request ${number} does not fit the script: ${message}.`,
  })
  const path = request.path.split('?')[0] ?? ''
  const wire = request.method === 'POST' ? wireOf(path) : undefined
  if (wire === undefined) return mismatch(`${request.method} ${request.path} is not POST to ${knownPaths}`, 404)

  const read = readRequest(wire, request)
  if (read.kind === 'wrong') return mismatch(`its body is not one of ${path} (${read.message})`)
  if (step === undefined) return mismatch('the script has ended')
  const wrong = [...matchRequest(read.asked, step.expect ?? {}), ...read.misfits(step)]
  return wrong.length === 0
    ? {kind: 'step', step, streams: read.asked.streams, answer: read.answer}
    : mismatch(wrong.join('; '))
}

async function play(
  {step, streams, answer}: Choice & {kind: 'step'},
  number: number,
  to: {readonly response: ServerResponse; readonly signal: AbortSignal},
): Promise<void> {
  if (step.fault !== undefined && 'status' in step.fault) {
    const {status, headers, body: told} = step.fault
    return sendStatus(to.response, {status, headers, body: told ?? errorBody(`the script answers ${status}`)})
  }
  const isEmpty = step.fault !== undefined && 'empty' in step.fault
  const played = answer(isEmpty ? {...step, reply: []} : step, number)
  if (streams) return sendStream(played, step, to)
  return sendJson(played, step.fault, to)
}
