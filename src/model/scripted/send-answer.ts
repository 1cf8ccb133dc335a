import {once} from 'node:events'
import type {ServerResponse} from 'node:http'
import {setTimeout as wait} from 'node:timers/promises'
import type {ScriptFault, ScriptStep} from './model-script.ts'
import type {ScriptedAnswer, ScriptedFrame} from './scripted-answer.ts'

/** Sends the answer of one step as a stream, with the fault the script asks for. `signal` is the server's end. */
export async function sendStream(
  answer: ScriptedAnswer,
  step: ScriptStep,
  to: {readonly response: ServerResponse; readonly signal: AbortSignal},
): Promise<void> {
  const {response, signal} = to
  const fault = step.fault ?? noFault
  const stallAt = 'stall_ms' in fault ? Math.min(fault.after_events ?? -1, answer.frames.length) : undefined
  const stall = async (sent: number) => {
    if ('stall_ms' in fault && sent === stallAt) await wait(fault.stall_ms, undefined, {signal})
  }

  await stall(-1)
  response.writeHead(200, {'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache'})
  response.flushHeaders()

  const frames = 'reset_after_events' in fault ? answer.frames.slice(0, fault.reset_after_events) : answer.frames
  for (const [sent, frame] of frames.entries()) {
    await stall(sent)
    if (step.delta_ms > 0 && frame.isDelta === true) await wait(step.delta_ms, undefined, {signal})
    if (response.destroyed) return
    const isWritten = response.write(textOf(frame))
    if (!isWritten) await once(response, 'drain', {signal})
  }
  await stall(frames.length)
  await sendEnd(answer, step.fault, response)
}

/** The same answer to a request without `stream: true`. */
export async function sendJson(
  answer: ScriptedAnswer,
  asked: ScriptFault | undefined,
  {response, signal}: {readonly response: ServerResponse; readonly signal: AbortSignal},
): Promise<void> {
  const fault = asked ?? noFault
  if ('reset_after_events' in fault) {
    response.destroy()
    return
  }
  if ('stall_ms' in fault) await wait(fault.stall_ms, undefined, {signal})
  const text = JSON.stringify(answer.whole(asked))
  const isCut = 'malformed_frame' in fault || 'end_early' in fault
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

async function sendEnd(
  answer: ScriptedAnswer,
  asked: ScriptFault | undefined,
  response: ServerResponse,
): Promise<void> {
  const fault = asked ?? noFault
  if ('reset_after_events' in fault) {
    // What was written must have left before the reset, or the client never sees it.
    await new Promise<void>((resolve) => response.write(': the connection ends here\n\n', () => resolve()))
    response.destroy()
    return
  }
  if ('malformed_frame' in fault) response.write(answer.damaged)
  if (!('end_early' in fault)) for (const frame of answer.ending(asked)) response.write(textOf(frame))
  response.end()
}

function textOf({event, data}: ScriptedFrame): string {
  const name = event === undefined ? '' : `event: ${event}\n`
  return `${name}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`
}
