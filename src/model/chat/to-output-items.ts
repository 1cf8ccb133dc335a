import type {OutputItem} from '../model-client.ts'
import type {JoinedCall} from './tool-call-join.ts'

/** The parts of an answer as items, each `raw` in the shape the Responses API would have given it. */
export function toOutputItems(answer: {
  readonly id: string
  readonly text: string
  readonly reasoning: string
  readonly calls: readonly JoinedCall[]
}): OutputItem[] {
  const {id, text, reasoning, calls} = answer
  const items: OutputItem[] = []
  if (reasoning !== '') items.push(reasoningItem(id, reasoning))
  if (text !== '') items.push(messageItem(id, text))
  return [...items, ...calls.map((call, index) => toolCallItem(call, `call_${id}_${index}`))]
}

function reasoningItem(id: string, text: string): OutputItem {
  const content = [{type: 'reasoning_text', text}]
  return {kind: 'other', raw: {type: 'reasoning', id: `rs_${id}`, summary: [], content}}
}

function messageItem(id: string, text: string): OutputItem {
  const content = [{type: 'output_text', text, annotations: [], logprobs: []}]
  return {
    kind: 'message',
    text,
    raw: {type: 'message', id: `msg_${id}`, role: 'assistant', status: 'completed', content},
  }
}

/** Without an id the result could not be matched with its call, so a call gets the one that is `missing`. */
function toolCallItem({id, name, argumentsText}: JoinedCall, missing: string): OutputItem {
  const callId = id ?? missing
  return {
    kind: 'tool_call',
    callId,
    name,
    argumentsText,
    raw: {type: 'function_call', call_id: callId, name, arguments: argumentsText, status: 'completed'},
  }
}
