import type {AskedRequest} from './asked-request.ts'
import type {Expectation, TextCheck} from './model-script.ts'

/** Every way in which a request is not what the step expects, one sentence each. */
export function matchRequest(asked: AskedRequest, expect: Expectation): string[] {
  return [
    ...matchValue('the model', asked.model, expect.model),
    ...matchValue('the number of input items', asked.inputItems, expect.input_items),
    ...matchValue('the list of tools', asked.tools.join(', '), expect.tools?.join(', ')),
    ...matchText('the instructions', asked.instructions, expect.instructions),
    ...matchText('the last text of the user', asked.lastUserText, expect.last_user_text),
    ...matchText('the last tool output', asked.lastToolOutput, expect.last_tool_output),
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

function quote(value: string | number): string {
  const text = JSON.stringify(value)
  return text.length <= 400 ? text : `${text.slice(0, 200)}…${text.slice(-200)}`
}
