import type {ChatBody} from './asked-request.ts'
import type {ScriptFault, ScriptReply, ScriptStep} from './model-script.ts'
import {cutText} from './scripted-answer.ts'
import type {ScriptedAnswer, ScriptedFrame} from './scripted-answer.ts'
import {chatUsageOf} from './scripted-usage.ts'

interface Played {
  /** Of the step, from 1. */
  readonly number: number
  readonly body: ChatBody
  /** Length of the request. */
  readonly bytes: number
}

/** The answer of one step over Chat Completions. Ids are the same in every run. */
export function scriptedChat(step: ScriptStep, {number, body, bytes}: Played): ScriptedAnswer {
  const asksForUsage = body.stream_options?.include_usage === true
  const usage = chatUsageOf(step, bytes)
  const base = {id: `chatcmpl-${number}`, created: 1_767_225_600, model: body.model}
  const chunk = (delta: object, finish: string | null = null): ScriptedFrame => ({
    data: {
      ...base,
      object: 'chat.completion.chunk',
      choices: [{index: 0, delta, logprobs: null, finish_reason: finish}],
      ...(asksForUsage && {usage: null}),
    },
    isDelta: finish === null && !('role' in delta),
  })
  const usageChunk = {data: {...base, object: 'chat.completion.chunk', choices: [], usage}}

  return {
    frames: [chunk({role: 'assistant', content: ''}), ...deltasOf(step, number).map((delta) => chunk(delta))],
    ending(fault) {
      const error = errorOf(fault)
      if (error !== undefined) return [{data: {error}}]
      return [chunk({}, finishOf(step, fault)), ...(asksForUsage ? [usageChunk] : []), {data: '[DONE]'}]
    },
    damaged: 'data: {"id":"chatcmpl-1","obj\n\n',
    whole(fault) {
      const error = errorOf(fault)
      if (error !== undefined) return {error}
      const message = messageOf(step, number)
      const choice = {index: 0, message, logprobs: null, finish_reason: finishOf(step, fault)}
      return {...base, object: 'chat.completion', choices: [choice], usage}
    },
  }
}

function deltasOf(step: ScriptStep, number: number): object[] {
  const {reply, delta_characters: characters} = step
  const calls = reply.filter(isCall)
  return reply.flatMap((piece, index): object[] => {
    if ('text' in piece) return cutText(piece.text, characters).map((content) => ({content}))
    if ('reasoning' in piece) return cutText(piece.reasoning, characters).map((text) => ({reasoning_content: text}))
    const at = calls.indexOf(piece)
    const {id, name, text} = callOf(piece, {number, index})
    const opened = {index: at, id, type: 'function', function: {name, arguments: ''}}
    const pieces = cutText(text, characters).map((cut) => ({index: at, function: {arguments: cut}}))
    return [opened, ...pieces].map((call) => ({tool_calls: [call]}))
  })
}

function messageOf({reply}: ScriptStep, number: number): object {
  const text = reply.map((piece) => ('text' in piece ? piece.text : '')).join('')
  const reasoning = reply.map((piece) => ('reasoning' in piece ? piece.reasoning : '')).join('')
  const calls = reply.flatMap((piece, index) => {
    if (!isCall(piece)) return []
    const {id, name, text: argumentsText} = callOf(piece, {number, index})
    return [{id, type: 'function', function: {name, arguments: argumentsText}}]
  })
  return {
    role: 'assistant',
    content: text === '' && calls.length > 0 ? null : text,
    refusal: null,
    ...(reasoning !== '' && {reasoning_content: reasoning}),
    ...(calls.length > 0 && {tool_calls: calls}),
  }
}

type CallReply = Extract<ScriptReply, {tool_call: object}>

function isCall(piece: ScriptReply): piece is CallReply {
  return 'tool_call' in piece
}

function callOf({tool_call: call}: CallReply, at: {readonly number: number; readonly index: number}) {
  return {
    id: call.call_id ?? `call_${at.number}_${at.index}`,
    name: call.name,
    text: typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments),
  }
}

function finishOf(step: ScriptStep, fault: ScriptFault | undefined): string {
  if (fault !== undefined && 'incomplete' in fault) {
    return fault.incomplete === 'max_output_tokens' ? 'length' : 'content_filter'
  }
  return step.reply.some(isCall) ? 'tool_calls' : 'stop'
}

function errorOf(fault: ScriptFault | undefined): object | undefined {
  if (fault === undefined) return undefined
  if ('failed' in fault) return fault.failed
  return 'error_event' in fault ? fault.error_event : undefined
}
