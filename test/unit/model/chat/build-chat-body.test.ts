import {expect, test} from 'vitest'
import {buildChatBody} from '../../../../src/model/chat/build-chat-body.ts'
import type {ModelRequest} from '../../../../src/model/model-client.ts'

const request: ModelRequest = {
  model: 'qwen3',
  instructions: 'Be brief.',
  input: [{type: 'message', role: 'user', content: 'Hello'}],
  tools: [{name: 'shell', description: 'Runs a command.', parameters: {type: 'object', properties: {}}}],
}
const openai = {tokenLimitName: 'max_completion_tokens', asksForUsage: true} as const
const mistral = {tokenLimitName: 'max_tokens', asksForUsage: false} as const

test('a request asks for a stream with its usage', () => {
  expect(buildChatBody(request, openai)).toEqual({
    model: 'qwen3',
    messages: [
      {role: 'system', content: 'Be brief.'},
      {role: 'user', content: 'Hello'},
    ],
    tools: [
      {
        type: 'function',
        function: {name: 'shell', description: 'Runs a command.', parameters: {type: 'object', properties: {}}},
      },
    ],
    stream: true,
    stream_options: {include_usage: true},
  })
})

test('every parameter has its place, and the limit of tokens the name the server reads', () => {
  const schema = {type: 'object', properties: {}, additionalProperties: false}
  const full: ModelRequest = {
    ...request,
    tools: [],
    temperature: 0,
    maxOutputTokens: 100,
    reasoning: 'low',
    stop: ['END'],
    outputSchema: schema,
    stream: false,
  }
  const shared = {
    model: 'qwen3',
    messages: expect.any(Array),
    stream: false,
    temperature: 0,
    reasoning_effort: 'low',
    stop: ['END'],
    response_format: {type: 'json_schema', json_schema: {name: 'answer', schema, strict: true}},
  }

  expect(buildChatBody(full, openai)).toEqual({...shared, max_completion_tokens: 100})
  expect(buildChatBody(full, mistral)).toEqual({...shared, max_tokens: 100})
})

test('a server that refuses the wish for usage is not asked for it', () => {
  expect('stream_options' in buildChatBody(request, mistral)).toBe(false)
  expect('stream_options' in buildChatBody({...request, stream: false}, openai)).toBe(false)
})
