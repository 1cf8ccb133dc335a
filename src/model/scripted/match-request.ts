import {z} from 'zod'
import type {Expectation, TextCheck} from './model-script.ts'

const contentPart = z.looseObject({text: z.string().optional()})

const inputItem = z.looseObject({
  type: z.string().optional(),
  role: z.string().optional(),
  content: z.union([z.string(), z.array(contentPart)]).nullish(),
  output: z.union([z.string(), z.array(contentPart)]).nullish(),
})

/** As much of `POST /responses` as a scripted server has to know. */
export const requestBody = z.looseObject({
  model: z.string(),
  instructions: z.string().nullish(),
  input: z.union([z.string(), z.array(inputItem)]),
  tools: z.array(z.looseObject({type: z.string(), name: z.string().optional()})).default([]),
  stream: z.boolean().nullish(),
  include: z.array(z.string()).nullish(),
})

export type RequestBody = z.output<typeof requestBody>
type InputItem = z.output<typeof inputItem>

/** Every way in which a request is not what the step expects, one sentence each. */
export function matchRequest(body: RequestBody, expect: Expectation): string[] {
  const items: readonly InputItem[] =
    typeof body.input === 'string' ? [{type: 'message', role: 'user', content: body.input}] : body.input
  const toolNames = body.tools.map((tool) => tool.name ?? tool.type)

  return [
    ...matchValue('the model', body.model, expect.model),
    ...matchValue('the number of input items', items.length, expect.input_items),
    ...matchValue('the list of tools', toolNames.join(', '), expect.tools?.join(', ')),
    ...matchText('the instructions', body.instructions ?? undefined, expect.instructions),
    ...matchText('the last text of the user', lastUserText(items), expect.last_user_text),
    ...matchText('the last tool output', lastToolOutput(items), expect.last_tool_output),
  ]
}

function matchValue(what: string, actual: string | number, expected: string | number | undefined): string[] {
  return expected === undefined || actual === expected ? [] : [`${what} is ${quote(actual)}, not ${quote(expected)}`]
}

function matchText(what: string, actual: string | undefined, check: TextCheck | undefined): string[] {
  if (check === undefined) return []
  if (actual === undefined) return [`${what} is missing`]
  const wrong: string[] = []
  if (check.contains !== undefined && !actual.includes(check.contains)) {
    wrong.push(`${what} does not contain ${quote(check.contains)}: ${quote(actual)}`)
  }
  if (check.matches !== undefined && !new RegExp(check.matches, 'su').test(actual)) {
    wrong.push(`${what} does not match /${check.matches}/: ${quote(actual)}`)
  }
  return wrong
}

function lastUserText(items: readonly InputItem[]): string | undefined {
  return textOf(items.findLast((item) => item.role === 'user')?.content)
}

function lastToolOutput(items: readonly InputItem[]): string | undefined {
  return textOf(items.findLast((item) => item.type === 'function_call_output')?.output)
}

function textOf(content: InputItem['content']): string | undefined {
  if (content === undefined || content === null) return undefined
  return typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('')
}

function quote(value: string | number): string {
  const text = JSON.stringify(value)
  return text.length <= 400 ? text : `${text.slice(0, 200)}…${text.slice(-200)}`
}
