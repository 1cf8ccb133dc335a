import {expect, test} from 'vitest'
import {mapResponseEvent} from '../../../../src/model/responses/map-response-event.ts'

const map = (event: object) => mapResponseEvent(JSON.stringify(event))

test.each([
  ['response.output_text.delta', 'text'],
  ['response.refusal.delta', 'text'],
  ['response.reasoning_summary_text.delta', 'reasoning'],
  ['response.reasoning_text.delta', 'reasoning'],
])('%s is a delta of %s', (type, kind) => {
  expect(map({type, delta: 'ab'})).toEqual({kind, text: 'ab'})
})

test('a tool call keeps its arguments as the model wrote them', () => {
  const item = {type: 'function_call', id: 'fc', call_id: 'call', name: 'shell', arguments: '{not json', later: 1}

  expect(map({type: 'response.output_item.done', output_index: 2, item})).toEqual({
    kind: 'item',
    index: 2,
    item: {kind: 'tool_call', callId: 'call', name: 'shell', argumentsText: '{not json', raw: item},
  })
})

test('a message joins its parts, a refusal included', () => {
  const content = [
    {type: 'output_text', text: 'No: '},
    {type: 'refusal', refusal: 'I will not.'},
    {type: 'output_image'},
  ]
  const item = {type: 'message', content}

  expect(map({type: 'response.output_item.done', output_index: 0, item})).toEqual({
    kind: 'item',
    index: 0,
    item: {kind: 'message', text: 'No: I will not.', raw: item},
  })
})

test('an item of an unknown type is kept whole', () => {
  const item = {type: 'kind_of_tomorrow', x: [1]}

  expect(map({type: 'response.output_item.done', output_index: 0, item})).toEqual({
    kind: 'item',
    index: 0,
    item: {kind: 'other', raw: item},
  })
})

test('a completed response gives its usage, and zeros for what is missing', () => {
  const usage = {
    input_tokens: 9,
    input_tokens_details: {cached_tokens: 4},
    output_tokens: 3,
    output_tokens_details: null,
  }

  expect(map({type: 'response.completed', response: {output: [], usage}})).toEqual({
    kind: 'completed',
    items: [],
    usage: {inputTokens: 9, cachedInputTokens: 4, outputTokens: 3, reasoningTokens: 0},
  })
  expect(map({type: 'response.completed', response: {}})).toEqual({
    kind: 'completed',
    items: [],
    usage: {inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0},
  })
})

test.each([
  ['response.failed', {type: 'response.failed', response: {error: {code: 'server_error', message: 'm'}}}],
  ['an error event', {type: 'error', code: 'server_error', message: 'm'}],
  ['an error event with an object', {type: 'error', error: {code: 'server_error', message: 'm'}}],
  ['an error without a type', {error: {code: 'server_error', message: 'm'}}],
])('%s is a failure with its code', (_, event) => {
  expect(map(event)).toEqual({kind: 'failed', error: {code: 'server_error', message: 'm'}})
})

test('an incomplete response gives its reason', () => {
  const response = {incomplete_details: {reason: 'max_output_tokens'}}

  expect(map({type: 'response.incomplete', response})).toEqual({kind: 'incomplete', reason: 'max_output_tokens'})
})

test.each([
  '{"type":"response.created"}',
  '{"type":"keepalive"}',
  '{"type":"response.new_thing.delta","delta":1}',
  '[DONE]',
])('%s is nothing to us', (data) => {
  expect(mapResponseEvent(data)).toEqual({kind: 'nothing'})
})

test.each([
  '{"type":"response.outp',
  'null',
  '"text"',
  '{}',
  '{"type":7}',
  '{"type":"response.output_text.delta"}',
  '{"type":"response.output_text.delta","delta":7}',
  '{"type":"response.output_item.done"}',
  '{"type":"response.output_item.done","item":{"type":"function_call","name":"shell"}}',
  '{"type":"response.output_item.done","item":{"type":"message","content":"x"}}',
  '{"type":"response.completed"}',
  '{"type":"response.completed","response":{"output":[{"type":"function_call"}]}}',
])('%s is damaged', (data) => {
  expect(mapResponseEvent(data)).toEqual({kind: 'malformed', detail: JSON.stringify(data.slice(0, 60))})
})
