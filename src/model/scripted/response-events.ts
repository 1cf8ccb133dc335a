import type {ResponsesBody} from './asked-request.ts'
import type {ScriptFault, ScriptReply, ScriptStep} from './model-script.ts'
import {cutText} from './scripted-answer.ts'
import type {ScriptedAnswer, ScriptedFrame} from './scripted-answer.ts'
import {scriptedUsage} from './scripted-usage.ts'

/** An event as OpenAI's server sends it; `sequence_number` is added when it is sent. */
export type ServerEvent = {readonly type: string} & Readonly<Record<string, unknown>>

type Item = {readonly id: string} & Readonly<Record<string, unknown>>

interface ResponseEvents {
  /** Everything before the last event. */
  readonly events: readonly ServerEvent[]
  /** The response object of the last event and of an answer without a stream. */
  readonly response: Readonly<Record<string, unknown>>
}

interface Played {
  /** Of the step, from 1. */
  readonly number: number
  readonly body: ResponsesBody
  /** Length of the request. */
  readonly bytes: number
}

/** The answer of one step over the Responses API. */
export function scriptedResponse(step: ScriptStep, played: Played): ScriptedAnswer {
  const answer = responseEvents(step, played)
  const {events, response} = answer
  return {
    frames: events.map(frameOf),
    ending: (fault) => [frameOf(finalEvent(response, fault), events.length)],
    damaged: 'event: response.output_text.delta\ndata: {"type":"response.outp\n\n',
    whole: (fault) => finalEvent(response, fault)['response'] ?? finalEvent(response, fault),
  }
}

function frameOf(event: ServerEvent, sequenceNumber: number): ScriptedFrame {
  return {
    event: event.type,
    data: {...event, sequence_number: sequenceNumber},
    isDelta: event.type.endsWith('.delta'),
  }
}

function finalEvent(response: ResponseEvents['response'], fault: ScriptFault | undefined): ServerEvent {
  if (fault !== undefined && 'failed' in fault) {
    return {type: 'response.failed', response: {...response, status: 'failed', error: fault.failed}}
  }
  if (fault !== undefined && 'error_event' in fault) return {type: 'error', ...fault.error_event, param: null}
  if (fault !== undefined && 'incomplete' in fault) {
    const details = {status: 'incomplete', incomplete_details: {reason: fault.incomplete}}
    return {type: 'response.incomplete', response: {...response, ...details}}
  }
  return {type: 'response.completed', response}
}

/** In the order in which OpenAI sends its events. Ids are the same in every run. */
export function responseEvents(step: ScriptStep, {number, body, bytes}: Played): ResponseEvents {
  const base = baseResponse(number, body)
  const pieces = step.reply.map((reply, index) => {
    const place = {number, index, characters: step.delta_characters, encrypts: encrypts(body)}
    return replyEvents(reply, place)
  })
  const started = {...base, status: 'in_progress', output: []}
  const output = pieces.map((piece) => piece.item)

  return {
    events: [
      {type: 'response.created', response: started},
      {type: 'response.in_progress', response: started},
      ...pieces.flatMap((piece) => piece.events),
    ],
    response: {...base, status: 'completed', output, usage: usageOf(step, output, bytes)},
  }
}

function baseResponse(number: number, body: ResponsesBody): Record<string, unknown> {
  return {
    id: `resp_${number}`,
    object: 'response',
    // A recorded answer has no time of its own.
    created_at: 1_767_225_600,
    error: null,
    incomplete_details: null,
    instructions: body.instructions ?? null,
    metadata: {},
    model: body.model,
    parallel_tool_calls: true,
    temperature: 1,
    tool_choice: 'auto',
    tools: body.tools,
    top_p: 1,
    store: body.store ?? true,
    previous_response_id: body.previous_response_id ?? null,
  }
}

function encrypts(body: ResponsesBody): boolean {
  return body.include?.includes('reasoning.encrypted_content') ?? false
}

interface Place {
  readonly number: number
  readonly index: number
  readonly characters: number | undefined
  readonly encrypts: boolean
}

type ToolCallReply = Extract<ScriptReply, {tool_call: object}>

interface Piece {
  readonly item: Item
  readonly events: readonly ServerEvent[]
}

function replyEvents(reply: ScriptReply, place: Place): Piece {
  if ('text' in reply) return messageEvents(reply.text, place)
  if ('reasoning' in reply) return reasoningEvents(reply.reasoning, place)
  return toolCallEvents(reply.tool_call, place)
}

function messageEvents(text: string, place: Place): Piece {
  const at = {item_id: `msg_${place.number}_${place.index}`, output_index: place.index, content_index: 0}
  const part = {type: 'output_text', text, annotations: [], logprobs: []}
  const item = {id: at.item_id, type: 'message', role: 'assistant', status: 'completed', content: [part]}
  const deltas = cutText(text, place.characters).map((delta) => ({
    type: 'response.output_text.delta',
    ...at,
    delta,
    logprobs: [],
  }))
  return wrap({item, added: {...item, status: 'in_progress', content: []}, index: place.index}, [
    {type: 'response.content_part.added', ...at, part: {...part, text: ''}},
    ...deltas,
    {type: 'response.output_text.done', ...at, text, logprobs: []},
    {type: 'response.content_part.done', ...at, part},
  ])
}

function reasoningEvents(text: string, place: Place): Piece {
  const at = {item_id: `rs_${place.number}_${place.index}`, output_index: place.index, summary_index: 0}
  const part = {type: 'summary_text', text}
  const secret = place.encrypts ? {encrypted_content: Buffer.from(text).toString('base64')} : {}
  const item = {id: at.item_id, type: 'reasoning', summary: [part], ...secret}
  const deltas = cutText(text, place.characters).map((delta) => ({
    type: 'response.reasoning_summary_text.delta',
    ...at,
    delta,
  }))
  return wrap({item, added: {...item, summary: []}, index: place.index}, [
    {type: 'response.reasoning_summary_part.added', ...at, part: {...part, text: ''}},
    ...deltas,
    {type: 'response.reasoning_summary_text.done', ...at, text},
    {type: 'response.reasoning_summary_part.done', ...at, part},
  ])
}

function toolCallEvents(call: ToolCallReply['tool_call'], place: Place): Piece {
  const at = {item_id: `fc_${place.number}_${place.index}`, output_index: place.index}
  const text = typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments)
  const callId = call.call_id ?? `call_${place.number}_${place.index}`
  const item = {
    id: at.item_id,
    type: 'function_call',
    status: 'completed',
    call_id: callId,
    name: call.name,
    arguments: text,
  }
  const deltas = cutText(text, place.characters).map((delta) => ({
    type: 'response.function_call_arguments.delta',
    ...at,
    delta,
  }))
  return wrap({item, added: {...item, status: 'in_progress', arguments: ''}, index: place.index}, [
    ...deltas,
    {type: 'response.function_call_arguments.done', ...at, name: call.name, arguments: text},
  ])
}

interface ItemLife {
  readonly item: Item
  /** The item as it is announced, still empty. */
  readonly added: Item
  readonly index: number
}

function wrap({item, added, index}: ItemLife, inner: readonly ServerEvent[]): Piece {
  const events = [
    {type: 'response.output_item.added', output_index: index, item: added},
    ...inner,
    {type: 'response.output_item.done', output_index: index, item},
  ]
  return {item, events}
}

function usageOf(step: ScriptStep, output: readonly Item[], requestBytes: number): Record<string, unknown> {
  const used = scriptedUsage(step, {isEmpty: output.length === 0, requestBytes})
  return {
    input_tokens: used.input,
    input_tokens_details: {cached_tokens: used.cached, cache_write_tokens: 0},
    output_tokens: used.output,
    output_tokens_details: {reasoning_tokens: used.reasoning},
    total_tokens: used.input + used.output,
  }
}
