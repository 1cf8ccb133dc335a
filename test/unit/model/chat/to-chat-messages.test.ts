import {expect, test} from 'vitest'
import {toChatMessages} from '../../../../src/model/chat/to-chat-messages.ts'

const user = (...content: object[]) => ({type: 'message', role: 'user', content})
const text = (value: string) => ({type: 'input_text', text: value})

test('what one answer said and called is one message again, and its results follow', () => {
  const input = [
    user(text('Fix it.')),
    {type: 'reasoning', id: 'rs_1', summary: [], content: [{type: 'reasoning_text', text: 'Look first.'}]},
    {type: 'message', role: 'assistant', content: [{type: 'output_text', text: 'I will look.'}]},
    {type: 'function_call', call_id: 'c1', name: 'shell', arguments: '{"command":"ls"}'},
    {type: 'function_call', call_id: 'c2', name: 'shell', arguments: '{broken'},
    {type: 'function_call_output', call_id: 'c1', output: 'a.txt'},
    {type: 'function_call_output', call_id: 'c2', output: [text('not JSON')]},
    {type: 'message', role: 'assistant', content: [{type: 'output_text', text: 'Done.'}]},
    user(text('Thanks.')),
  ]

  expect(toChatMessages('Be brief.', input)).toEqual([
    {role: 'system', content: 'Be brief.'},
    {role: 'user', content: 'Fix it.'},
    {
      role: 'assistant',
      content: 'I will look.',
      reasoning_content: 'Look first.',
      tool_calls: [
        {id: 'c1', type: 'function', function: {name: 'shell', arguments: '{"command":"ls"}'}},
        {id: 'c2', type: 'function', function: {name: 'shell', arguments: '{broken'}},
      ],
    },
    {role: 'tool', tool_call_id: 'c1', content: 'a.txt'},
    {role: 'tool', tool_call_id: 'c2', content: 'not JSON'},
    {role: 'assistant', content: 'Done.'},
    {role: 'user', content: 'Thanks.'},
  ])
})

test('text is unchanged, and several parts stay parts', () => {
  const odd = ' \u0000\r\n"ä😀\t'

  expect(toChatMessages('', [user(text(odd))])).toEqual([{role: 'user', content: odd}])
  expect(toChatMessages('', [{role: 'user', content: odd}])).toEqual([{role: 'user', content: odd}])
  expect(toChatMessages('', [user(text('a'), text('b'))])).toEqual([
    {
      role: 'user',
      content: [
        {type: 'text', text: 'a'},
        {type: 'text', text: 'b'},
      ],
    },
  ])
})

test('an image goes along with its detail', () => {
  const image = {type: 'input_image', image_url: 'data:image/png;base64,AA==', detail: 'low'}

  expect(toChatMessages('', [user(text('What is it?'), image)])).toEqual([
    {
      role: 'user',
      content: [
        {type: 'text', text: 'What is it?'},
        {type: 'image_url', image_url: {url: 'data:image/png;base64,AA==', detail: 'low'}},
      ],
    },
  ])
})

test('reasoning goes back beside tool calls only, and not where another wire sent it', () => {
  const thought = {type: 'reasoning', id: 'rs_1', summary: [], content: [{type: 'reasoning_text', text: 'Hm.'}]}
  const secret = {type: 'reasoning', id: 'rs_2', summary: [{type: 'summary_text', text: 'Hm.'}], encrypted_content: 'x'}
  const answer = {type: 'message', role: 'assistant', content: [{type: 'output_text', text: 'Yes.'}]}
  const call = {type: 'function_call', call_id: 'c1', name: 'shell', arguments: '{}'}

  expect(toChatMessages('', [thought, answer])).toEqual([{role: 'assistant', content: 'Yes.'}])
  expect(toChatMessages('', [secret, call])).toEqual([
    {
      role: 'assistant',
      content: null,
      tool_calls: [{id: 'c1', type: 'function', function: {name: 'shell', arguments: '{}'}}],
    },
  ])
})

test('instructions inside the conversation keep their place, and unknown items are left out', () => {
  const input = [
    {type: 'message', role: 'developer', content: 'New rule.'},
    {type: 'kind_of_tomorrow'},
    user(text('Go.')),
  ]

  expect(toChatMessages('', input)).toEqual([
    {role: 'system', content: 'New rule.'},
    {role: 'user', content: 'Go.'},
  ])
})
