import {expect, test} from 'vitest'
import {readResponsesBody, responsesBody} from '../../../../src/model/scripted/asked-request.ts'
import {matchRequest} from '../../../../src/model/scripted/match-request.ts'

const parse = (value: object) => readResponsesBody(responsesBody.parse(value))

const body = parse({
  model: 'codex-1',
  instructions: 'You are codex.',
  input: [
    {
      type: 'message',
      role: 'user',
      content: [
        {type: 'input_text', text: 'Fix '},
        {type: 'input_text', text: 'it.'},
      ],
    },
    {type: 'function_call', call_id: 'c1', name: 'shell', arguments: '{}'},
    {type: 'function_call_output', call_id: 'c1', output: 'first line\nlast line'},
  ],
  tools: [
    {type: 'function', name: 'shell'},
    {type: 'function', name: 'apply_patch'},
  ],
})

test('a request that is as expected has no mismatch', () => {
  const expectation = {
    model: 'codex-1',
    input_items: 3,
    tools: ['shell', 'apply_patch'],
    instructions: {contains: 'codex'},
    last_user_text: {contains: 'Fix it.'},
    last_tool_output: {contains: 'first', matches: '^first.*last line$'},
  }

  expect(matchRequest(body, expectation)).toEqual([])
})

test('every way in which a request differs is named with what it has', () => {
  const expectation = {
    model: 'o3',
    input_items: 1,
    tools: ['shell'],
    last_user_text: {contains: 'Explain'},
    last_tool_output: {matches: '^last'},
  }

  expect(matchRequest(body, expectation)).toEqual([
    'the model is "codex-1", not "o3"',
    'the number of input items is 3, not 1',
    'the list of tools is "shell, apply_patch", not "shell"',
    'the last text of the user does not contain "Explain": "Fix it."',
    'the last tool output does not match /^last/: "first line\\nlast line"',
  ])
})

test('an expected tool output that is not there is missing', () => {
  const first = parse({model: 'o3', input: 'Hello'})

  expect(matchRequest(first, {last_tool_output: {contains: 'x'}})).toEqual(['the last tool output is missing'])
  expect(matchRequest(first, {last_user_text: {contains: 'Hello'}, input_items: 1})).toEqual([])
})
