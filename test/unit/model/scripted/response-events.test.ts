import {expect, test} from 'vitest'
import {responsesBody} from '../../../../src/model/scripted/asked-request.ts'
import {parseModelScript} from '../../../../src/model/scripted/model-script.ts'
import type {ModelScript} from '../../../../src/model/scripted/model-script.ts'
import {responseEvents} from '../../../../src/model/scripted/response-events.ts'

function answer(step: ModelScript['steps'][number], include?: string[]) {
  const body = responsesBody.parse({model: 'o3', input: 'Hello', include})
  const parsed = parseModelScript({steps: [step]}, 'test').steps[0]
  if (parsed === undefined) throw new Error('the script has no step')
  return responseEvents(parsed, {number: 3, body, bytes: 41})
}

test('events come in the order of the API', () => {
  const {events} = answer({
    reply: [{reasoning: 'Hm.'}, {text: 'Hello'}, {tool_call: {name: 'shell', arguments: {a: 1}}}],
    delta_characters: 3,
  })

  expect(events.map((event) => event.type)).toEqual([
    'response.created',
    'response.in_progress',
    'response.output_item.added',
    'response.reasoning_summary_part.added',
    'response.reasoning_summary_text.delta',
    'response.reasoning_summary_text.done',
    'response.reasoning_summary_part.done',
    'response.output_item.done',
    'response.output_item.added',
    'response.content_part.added',
    'response.output_text.delta',
    'response.output_text.delta',
    'response.output_text.done',
    'response.content_part.done',
    'response.output_item.done',
    'response.output_item.added',
    'response.function_call_arguments.delta',
    'response.function_call_arguments.delta',
    'response.function_call_arguments.delta',
    'response.function_call_arguments.done',
    'response.output_item.done',
  ])
})

test('deltas never cut a character in two', () => {
  const {events} = answer({reply: [{text: 'a😀b'}], delta_characters: 1})

  expect(events.flatMap((event) => ('delta' in event ? [event['delta']] : []))).toEqual(['a', '😀', 'b'])
})

test('arguments that are a string are sent as they are', () => {
  const {response} = answer({reply: [{tool_call: {name: 'shell', arguments: '{broken', call_id: 'mine'}}]})

  expect(response['output']).toEqual([
    {id: 'fc_3_0', type: 'function_call', status: 'completed', call_id: 'mine', name: 'shell', arguments: '{broken'},
  ])
})

test('reasoning is encrypted only where the request asks for it', () => {
  const step = {reply: [{reasoning: 'Hm.'}]}

  expect(answer(step).response['output']).toEqual([
    {id: 'rs_3_0', type: 'reasoning', summary: [{type: 'summary_text', text: 'Hm.'}]},
  ])
  expect(answer(step, ['reasoning.encrypted_content']).response['output']).toMatchObject([{encrypted_content: 'SG0u'}])
})

test('usage is as the script says, or four bytes to a token', () => {
  expect(answer({reply: [], usage: {input_tokens: 5, output_tokens: 2, cached_tokens: 1}}).response['usage']).toEqual({
    input_tokens: 5,
    input_tokens_details: {cached_tokens: 1, cache_write_tokens: 0},
    output_tokens: 2,
    output_tokens_details: {reasoning_tokens: 0},
    total_tokens: 7,
  })
  expect(answer({reply: []}).response['usage']).toMatchObject({input_tokens: 11, output_tokens: 0, total_tokens: 11})
})
