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

test('a server that may keep the conversation is told so, and where the input goes on', () => {
  const bodyOf = (previousResponseId?: string) =>
    buildResponsesBody(request, {reasons: true}, {store: true, ...(previousResponseId && {previousResponseId})})

  expect(bodyOf()).toMatchObject({store: true, include: ['reasoning.encrypted_content']})
  expect('previous_response_id' in bodyOf()).toBe(false)
  expect(bodyOf('resp_1')).toMatchObject({store: true, previous_response_id: 'resp_1'})
})

test('without tools nothing is said of calling them side by side', () => {
  expect('parallel_tool_calls' in buildResponsesBody({...request, tools: []}, {reasons: true})).toBe(false)
})

test('every parameter that is given has its place', () => {
  const schema = {type: 'object', properties: {}, additionalProperties: false}
  const full: ModelRequest = {
    ...request,
    tools: [],
    temperature: 0,
    maxOutputTokens: 100,
    reasoning: 'low',
    outputSchema: schema,
    stream: false,
  }

  expect(buildResponsesBody(full, {reasons: false})).toEqual({
    model: 'codex-1',
    instructions: 'Be brief.',
    input: [{type: 'message', role: 'user', content: 'Hello'}],
    tools: [],
    store: false,
    stream: false,
    temperature: 0,
    max_output_tokens: 100,
    reasoning: {effort: 'low'},
    text: {format: {type: 'json_schema', name: 'answer', schema, strict: true}},
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
