import {expect, test} from 'vitest'
import {buildResponsesBody} from '../../../../src/model/responses/build-responses-body.ts'
import type {ModelRequest} from '../../../../src/model/model-client.ts'

const request: ModelRequest = {
  model: 'codex-1',
  instructions: 'Be brief.',
  input: [{type: 'message', role: 'user', content: 'Hello'}],
  tools: [{name: 'shell', description: 'Runs a command.', parameters: {type: 'object', properties: {}}}],
}

test('a request carries the whole input and asks the server to keep nothing', () => {
  expect(buildResponsesBody(request, {reasons: true})).toEqual({
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
  expect(
    buildResponsesBody({...request, temperature: 0, maxOutputTokens: 100, reasoning: 'low'}, {reasons: true}),
  ).toMatchObject({
    temperature: 0,
    max_output_tokens: 100,
    reasoning: {effort: 'low'},
  })
})

test('encrypted reasoning is asked for from models that reason only', () => {
  expect('include' in buildResponsesBody(request, {reasons: false})).toBe(false)
})

test('a schema for the answer is strict where the server can promise to keep it', () => {
  const answer = {type: 'object', properties: {ok: {type: 'boolean'}}, required: ['ok'], additionalProperties: false}
  const loose = {type: 'object', properties: {ok: {type: 'boolean'}}}
  const formatOf = (outputSchema: object) =>
    buildResponsesBody({...request, outputSchema: {...outputSchema}}, {reasons: true}).text

  expect(formatOf(answer)).toEqual({format: {type: 'json_schema', name: 'answer', schema: answer, strict: true}})
  expect(formatOf(loose)).toEqual({format: {type: 'json_schema', name: 'answer', schema: loose, strict: false}})
})
