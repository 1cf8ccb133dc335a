import {expect, test} from 'vitest'
import {buildRequest} from '../../../src/model/build-request.ts'
import type {ModelRequest} from '../../../src/model/model-client.ts'

const request: ModelRequest = {
  model: 'codex-1',
  instructions: 'Be brief.',
  input: [{type: 'message', role: 'user', content: 'Hello'}],
  tools: [{name: 'shell', description: 'Runs a command.', parameters: {type: 'object', properties: {}}}],
}

test('a request carries the whole input and asks the server to keep nothing', () => {
  expect(buildRequest(request)).toEqual({
    model: 'codex-1',
    instructions: 'Be brief.',
    input: [{type: 'message', role: 'user', content: 'Hello'}],
    tools: [
      {
        type: 'function',
        name: 'shell',
        description: 'Runs a command.',
        parameters: {type: 'object', properties: {}},
        strict: false,
      },
    ],
    parallel_tool_calls: true,
    store: false,
    stream: true,
    include: ['reasoning.encrypted_content'],
  })
})

test('parameters are sent only where they are given', () => {
  expect(buildRequest({...request, temperature: 0, maxOutputTokens: 100, reasoning: 'low'})).toMatchObject({
    temperature: 0,
    max_output_tokens: 100,
    reasoning: {effort: 'low'},
  })
})

test.each([
  ['gpt-4.1', false],
  ['gpt-4o-mini', false],
  ['openai/gpt-4o', false],
  ['chatgpt-4o-latest', false],
  ['o3', true],
  ['codex-mini', true],
  ['gpt-5', true],
  ['my-gpt-4-like', true],
])('encrypted reasoning is asked for from %s: %s', (model, asks) => {
  expect('include' in buildRequest({...request, model})).toBe(asks)
})
