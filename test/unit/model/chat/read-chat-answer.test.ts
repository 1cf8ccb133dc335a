import {expect, test} from 'vitest'
import {createChatReader} from '../../../../src/model/chat/read-chat-answer.ts'

const chunk = (delta: object, more: object = {}) =>
  JSON.stringify({id: 'chatcmpl-1', choices: [{index: 0, delta, ...more}]})
const finished = (reason: string) => chunk({}, {finish_reason: reason})

function read(...frames: string[]) {
  const reader = createChatReader()
  return frames.flatMap((frame) => reader.readFrame(frame))
}

const noUsage = {inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0}

test('deltas arrive at once, and items in the shape of the Responses API at the end', () => {
  const usage = {
    prompt_tokens: 9,
    prompt_tokens_details: {cached_tokens: 4},
    completion_tokens: 5,
    completion_tokens_details: {reasoning_tokens: 2},
  }
  const facts = read(
    chunk({role: 'assistant', content: ''}),
    chunk({reasoning_content: 'Hm.'}),
    chunk({content: 'He'}),
    chunk({content: 'llo', refusal: null}),
    chunk({tool_calls: [{index: 0, id: 'c1', type: 'function', function: {name: 'shell', arguments: ''}}]}),
    chunk({tool_calls: [{index: 0, function: {arguments: '{"a":'}}]}),
    chunk({tool_calls: [{index: 0, function: {arguments: '1}'}}]}),
    finished('tool_calls'),
    JSON.stringify({id: 'chatcmpl-1', choices: [], usage}),
    '[DONE]',
  )

  const content = [{type: 'output_text', text: 'Hello', annotations: [], logprobs: []}]
  const call = {type: 'function_call', call_id: 'c1', name: 'shell', arguments: '{"a":1}', status: 'completed'}
  expect(facts).toEqual([
    {kind: 'delta', delta: {type: 'reasoning.delta', text: 'Hm.'}},
    {kind: 'delta', delta: {type: 'text.delta', text: 'He'}},
    {kind: 'delta', delta: {type: 'text.delta', text: 'llo'}},
    {
      kind: 'complete',
      answer: {
        items: [
          {
            kind: 'other',
            raw: {
              type: 'reasoning',
              id: 'rs_chatcmpl-1',
              summary: [],
              content: [{type: 'reasoning_text', text: 'Hm.'}],
            },
          },
          {
            kind: 'message',
            text: 'Hello',
            raw: {type: 'message', id: 'msg_chatcmpl-1', role: 'assistant', status: 'completed', content},
          },
          {kind: 'tool_call', callId: 'c1', name: 'shell', argumentsText: '{"a":1}', raw: call},
        ],
        usage: {inputTokens: 9, cachedInputTokens: 4, outputTokens: 5, reasoningTokens: 2},
      },
    },
  ])
})

test.each([
  ['a finished stream without [DONE] is complete', [chunk({content: 'Hi.'}), finished('stop')], 'complete'],
  ['a stream without a reason to finish is cut', [chunk({content: 'Hi.'})], undefined],
])('%s', (_, frames, kind) => {
  const reader = createChatReader()
  for (const frame of frames) reader.readFrame(frame)

  expect(reader.readEnd()?.kind).toBe(kind)
})

test.each([
  ['[DONE] without a reason to finish', [chunk({content: 'Hi.'}), '[DONE]'], 'incomplete'],
  ['the limit of tokens', [chunk({content: 'Hi.'}), finished('length'), '[DONE]'], 'incomplete'],
  ['the content filter', [finished('content_filter'), '[DONE]'], 'incomplete'],
  ['nothing said', [finished('stop'), '[DONE]'], 'empty'],
  [
    'a call without a name',
    [chunk({tool_calls: [{index: 0, id: 'c'}]}), finished('tool_calls'), '[DONE]'],
    'malformed',
  ],
])('%s is a problem', (_, frames, kind) => {
  expect(read(...frames).at(-1)?.kind).toBe(kind)
})

test.each([
  ['an object', {code: 502, message: 'm'}, {code: '502', message: 'm'}],
  ['a text', 'overloaded', {code: undefined, message: 'overloaded'}],
  ['something else', 7, {code: undefined, message: 'no reason given'}],
])('an error that is %s fails the answer', (_, error, expected) => {
  expect(read(JSON.stringify({error}))).toEqual([{kind: 'failed', error: expected}])
})

test.each(['{"id":"chatcmpl-1","obj', 'null', '{}', '{"choices":7}', '{"choices":[{"delta":{"content":7}}]}'])(
  '%s is damaged',
  (data) => {
    expect(read(data)).toEqual([{kind: 'malformed', detail: JSON.stringify(data)}])
  },
)

test('an answer in one piece says the same, and an unfinished one is damaged', () => {
  const message = {role: 'assistant', content: 'Hi.'}
  const whole = (finish: string | null) =>
    JSON.stringify({id: 'chatcmpl-1', choices: [{index: 0, message, finish_reason: finish}]})
  const answer = {items: [expect.objectContaining({kind: 'message', text: 'Hi.'})], usage: noUsage}

  expect(createChatReader().readWhole(whole('stop'))).toEqual([
    {kind: 'delta', delta: {type: 'text.delta', text: 'Hi.'}},
    {kind: 'complete', answer},
  ])
  expect(createChatReader().readWhole(whole(null)).at(-1)?.kind).toBe('malformed')
})

test('text in parts is joined, and cached tokens are found where DeepSeek writes them', () => {
  const parts = [
    {type: 'thinking', thinking: []},
    {type: 'text', text: 'Hi.'},
  ]
  const usage = {prompt_tokens: 9, prompt_cache_hit_tokens: 8, completion_tokens: 1}
  const facts = read(chunk({content: parts}, {finish_reason: 'stop'}), JSON.stringify({choices: [], usage}), '[DONE]')

  expect(facts).toMatchObject([
    {delta: {text: 'Hi.'}},
    {answer: {usage: {inputTokens: 9, cachedInputTokens: 8, outputTokens: 1, reasoningTokens: 0}}},
  ])
})

test('usage beside the reason to finish is kept when a later chunk has none', () => {
  const usage = {prompt_tokens: 9, completion_tokens: 1}
  const last = JSON.stringify({choices: [{delta: {content: 'Hi.'}, finish_reason: 'stop'}], usage})

  expect(read(last, JSON.stringify({choices: [], usage: null}), '[DONE]').at(-1)).toMatchObject({
    answer: {usage: {inputTokens: 9, cachedInputTokens: 0, outputTokens: 1, reasoningTokens: 0}},
  })
})
