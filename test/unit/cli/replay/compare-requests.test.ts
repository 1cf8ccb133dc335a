import {expect, test} from 'vitest'
import {compareRequests} from '../../../../src/cli/replay/compare-requests.ts'

const frame = {model: 'm', instructions: 'Be brief.', tools: [{name: 'shell'}]}
const prompt = {type: 'message', role: 'user', content: [{type: 'input_text', text: 'Do it.'}]}
const call = {type: 'function_call', call_id: 'c1', name: 'shell', arguments: '{"command":"npm test"}'}
const result = {type: 'function_call_output', call_id: 'c1', output: 'ok (1.5ms)'}
const request = {frame, input: [prompt, call, result]}

test('a request is the same as itself, whatever the order of its names', () => {
  const turned = {frame: {tools: frame.tools, instructions: 'Be brief.', model: 'm'}, input: request.input}

  expect(compareRequests(request, turned, 0)).toEqual({kind: 'same', places: 0})
})

test('elapsed times are counted once, with the request in which they are new', () => {
  const later = {frame, input: [prompt, call, {...result, output: 'ok (9.5ms)'}]}

  expect(compareRequests(request, later, 0)).toEqual({kind: 'same', places: 1})
  expect(compareRequests(request, later, 3)).toEqual({kind: 'same', places: 0})
})

test.each([
  {
    what: 'other instructions',
    actual: {frame: {...frame, instructions: 'Be long.'}, input: request.input},
    difference: {place: 'its instructions', expected: 'Be brief.', actual: 'Be long.'},
  },
  {
    what: 'a setting more',
    actual: {frame: {...frame, temperature: 1}, input: request.input},
    difference: {place: 'its temperature', expected: 'nothing', actual: '1'},
  },
  {
    what: 'another prompt',
    actual: {frame, input: [{...prompt, content: [{type: 'input_text', text: 'Do that.'}]}, call, result]},
    difference: {place: 'item 1 of its input, a message to the model', expected: 'Do it.', actual: 'Do that.'},
  },
  {
    what: 'another result',
    actual: {frame, input: [prompt, call, {...result, output: 'not ok (1.5ms)'}]},
    difference: {
      place: 'item 3 of its input, the result of shell {"command":"npm test"}',
      expected: 'ok (1.5ms)',
      actual: 'not ok (1.5ms)',
    },
  },
  {
    what: 'an item less',
    actual: {frame, input: [prompt, call]},
    difference: {
      place: 'item 3 of its input, the result of shell {"command":"npm test"}',
      expected: JSON.stringify(result, undefined, 2),
      actual: '(no such item)',
    },
  },
  {
    what: 'the result of another call',
    actual: {frame, input: [prompt, call, {...result, call_id: 'c2'}]},
    difference: {
      place: 'item 3 of its input, the result of shell {"command":"npm test"}',
      expected: JSON.stringify(result, undefined, 2),
      actual: JSON.stringify({...result, call_id: 'c2'}, undefined, 2),
    },
  },
])('$what is a difference', ({actual, difference}) => {
  expect(compareRequests(request, actual, 0)).toEqual({kind: 'different', ...difference})
})
