import {once} from 'node:events'
import type {ServerResponse} from 'node:http'
import {setTimeout as wait} from 'node:timers/promises'
import type {ScriptFault, ScriptStep} from './model-script.ts'
import type {ScriptedAnswer, ServerEvent} from './response-events.ts'

/** Sends the answer of one step as a stream, with the fault the script asks for. `signal` is the server's end. */
export async function sendStream(
  answer: ScriptedAnswer,
  step: ScriptStep,
  to: {readonly response: ServerResponse; readonly signal: AbortSignal},
): Promise<void> {
  const {response, signal} = to
  const fault = step.fault ?? noFault
  const stallAt = 'stall_ms' in fault ? Math.min(fault.after_events ?? -1, answer.events.length) : undefined
  const stall = async (sent: number) => {
    if ('stall_ms' in fault && sent === stallAt) await wait(fault.stall_ms, undefined, {signal})
  }

  await stall(-1)
  response.writeHead(200, {'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache'})
  response.flushHeaders()

  const events = cutForReset(answer.events, fault)
  for (const [sent, event] of events.entries()) {
    await stall(sent)
    if (step.delta_ms > 0 && event.type.endsWith('.delta')) await wait(step.delta_ms, undefined, {signal})
    if (response.destroyed) return
    const isWritten = response.write(frame(event, sent))
    if (!isWritten) await once(response, 'drain', {signal})
  }
  await stall(events.length)
  await sendEnd(answer, fault, {response, sent: events.length})
}

/** The same answer to a request without `stream: true`. */
export function sendJson(answer: ScriptedAnswer, fault: ScriptFault | undefined, response: ServerResponse): void {
  if (fault !== undefined && 'reset_after_events' in fault) {
    response.destroy()
    return
  }
  const text = JSON.stringify(finalEvent(answer, fault ?? noFault).response ?? answer.response)
  const isCut = fault !== undefined && ('malformed_frame' in fault || 'end_early' in fault)
  response.writeHead(200, {'content-type': 'application/json'})
  response.end(isCut ? text.slice(0, -20) : text)
}

export function sendStatus(
  response: ServerResponse,
  {status, headers, body}: {readonly status: number; readonly headers?: Record<string, string>; readonly body: unknown},
): void {
  const isText = typeof body === 'string'
  response.writeHead(status, {'content-type': isText ? 'text/plain' : 'application/json', ...headers})
  response.end(isText ? body : JSON.stringify(body))
}

/** The body of an error as OpenAI's server writes it. */
export function errorBody(message: string, code: string | null = null): unknown {
  return {error: {message, type: 'invalid_request_error', param: null, code}}
}

interface NoFault {
  readonly none: true
}

const noFault: NoFault = {none: true}

function cutForReset(events: readonly ServerEvent[], fault: ScriptFault | NoFault): readonly ServerEvent[] {
  return 'reset_after_events' in fault ? events.slice(0, fault.reset_after_events) : events
}

async function sendEnd(
  answer: ScriptedAnswer,
  fault: ScriptFault | NoFault,
  {response, sent}: {readonly response: ServerResponse; readonly sent: number},
): Promise<void> {
  if ('reset_after_events' in fault) {
    // What was written must have left before the reset, or the client never sees it.
    await new Promise<void>((resolve) => response.write(': the connection ends here\n\n', () => resolve()))
    response.destroy()
    return
  }
  if ('malformed_frame' in fault) response.write('event: response.output_text.delta\ndata: {"type":"response.outp\n\n')
  if (!('end_early' in fault)) response.write(frame(finalEvent(answer, fault), sent))
  response.end()
}

function finalEvent({response}: ScriptedAnswer, fault: ScriptFault | NoFault): ServerEvent {
  if ('failed' in fault) {
    return {type: 'response.failed', response: {...response, status: 'failed', error: fault.failed}}
  }
  if ('error_event' in fault) return {type: 'error', ...fault.error_event, param: null}
  if ('incomplete' in fault) {
    const details = {status: 'incomplete', incomplete_details: {reason: fault.incomplete}}
    return {type: 'response.incomplete', response: {...response, ...details}}
  }
  return {type: 'response.completed', response}
}

function frame(event: ServerEvent, sequenceNumber: number): string {
  return `event: ${event.type}\ndata: ${JSON.stringify({...event, sequence_number: sequenceNumber})}\n\n`
}
