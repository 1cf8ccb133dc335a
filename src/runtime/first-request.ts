import type {TurnRequest} from '@codex-host/plugin-api'
import type {InputItem} from '../model/model-client.ts'

/** The input of a turn's first step: facts and texts first, the user's words last. */
export function firstInput(parts: {facts: string; instructions: string; request: TurnRequest}): InputItem[] {
  const attachments = (parts.request.attachments ?? []).map(
    ({name, text}) => `<attachment name=${JSON.stringify(name)}>\n${text}\n</attachment>`,
  )
  const context = [parts.facts, parts.instructions, ...attachments].filter((text) => text !== '')
  return [...(context.length === 0 ? [] : [userMessage(context.join('\n'))]), promptMessage(parts.request)]
}

function promptMessage({prompt, images = []}: TurnRequest): InputItem {
  const pictures = images.map(({mediaType, base64}) => ({
    type: 'input_image',
    image_url: `data:${mediaType};base64,${base64}`,
    detail: 'auto',
  }))
  return {type: 'message', role: 'user', content: [{type: 'input_text', text: prompt}, ...pictures]}
}

export function userMessage(text: string): InputItem {
  return {type: 'message', role: 'user', content: [{type: 'input_text', text}]}
}

export function toolResult(callId: string, output: string): InputItem {
  return {type: 'function_call_output', call_id: callId, output}
}
