import type {InputItem, ModelRequest} from '../model/model-client.ts'
import {cutMiddle} from './cut-middle.ts'
import {userMessage} from './first-request.ts'
import summaryPrompt from './summary-prompt.md'
import type {Entry} from './transcript.ts'

/** How much of the conversation a request for a summary tells. */
export interface SummaryLimits {
  readonly resultCharacters: number
  readonly wholeCharacters: number
}

/**
 * The request for a summary: the conversation as one text and no tools, so that the model can neither go on with the
 * work nor answer a call that is not there any more. What the user wants of the answer (its schema, length and end) is
 * not meant for it.
 */
export function summaryRequest(
  request: ModelRequest,
  entries: readonly Entry[],
  {resultCharacters, wholeCharacters}: SummaryLimits,
): ModelRequest {
  const {model, temperature, reasoning, stream} = request
  const told = entries.flatMap((entry) => tell(entry.item, resultCharacters)).join('\n')
  const text = `<conversation>\n${cutMiddle(told, wholeCharacters)}\n</conversation>`
  return {
    model,
    instructions: summaryPrompt,
    input: [userMessage(text)],
    tools: [],
    ...(temperature !== undefined && {temperature}),
    ...(reasoning !== undefined && {reasoning}),
    ...(stream !== undefined && {stream}),
  }
}

/** What the model reads in place of what was removed. Without a summary it must know that something is missing. */
export function summaryMessage(summary: string | undefined): InputItem {
  if (summary === undefined) return userMessage(withoutSummary)
  return userMessage(`The older part of this conversation was replaced by notes.\n<notes>\n${summary.trim()}\n</notes>`)
}

const withoutSummary =
  'The older part of this conversation did not fit any more and was left out, without notes. Look again at what you need, such as files you have changed.'

function tell(item: InputItem, resultCharacters: number): string[] {
  switch (item['type']) {
    case 'message':
      return [`${textOf(item['role'])}: ${textOf(item['content'])}`]
    case 'function_call':
      return [`call of ${textOf(item['name'])}: ${cutMiddle(textOf(item['arguments']), resultCharacters)}`]
    case 'function_call_output':
      return [`result: ${cutMiddle(textOf(item['output']), resultCharacters)}`]
    default:
      return []
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (!Array.isArray(value)) return ''
  return value.map((part: unknown) => textOfPart(part)).join('')
}

function textOfPart(part: unknown): string {
  if (typeof part !== 'object' || part === null) return ''
  if ('text' in part && typeof part.text === 'string') return part.text
  if ('refusal' in part && typeof part.refusal === 'string') return part.refusal
  return 'image_url' in part ? '[image]' : ''
}
