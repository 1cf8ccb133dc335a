import {readFile} from 'node:fs/promises'
import {expect, onTestFinished, test} from 'vitest'
import type {ModelScript} from '../../../src/model/scripted/model-script.ts'
import {startScriptedServer} from '../../../src/model/scripted/start-scripted-server.ts'
import {collect, simpleRequest, testClient} from '../../helpers/ask-model.ts'
import {scriptedModel} from '../../helpers/scripted-model.ts'

async function serve(script: ModelScript) {
  const server = await startScriptedServer({script})
  onTestFinished(() => server.close())
  const post = (body: unknown, path = '/responses') =>
    fetch(server.baseUrl + path, {method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body)})
  return {server, post}
}

function framesOf(stream: string): unknown[] {
  return [...stream.matchAll(/^data: (\{.*)$/gm)].map((match) => JSON.parse(match[1] ?? '') as unknown)
}

test('a script from a file is played from the first request to the last', async () => {
  const file = new URL('../../fixtures/model-scripts/look-then-answer.json', import.meta.url)
  const server = await scriptedModel(JSON.parse(await readFile(file, 'utf8')) as ModelScript)
  const {client} = testClient(server.baseUrl)
  const user = {type: 'message', role: 'user', content: 'Which files are there?'}
  const noAbort = new AbortController().signal

  const first = (await collect(client.stream({...simpleRequest, input: [user]}, noAbort))).at(-1)
  const items = first?.type === 'done' ? first.items.map((item) => item.raw) : []
  const output = {type: 'function_call_output', call_id: 'call_1_2', output: 'a.txt\nb.txt'}
  const second = await collect(client.stream({...simpleRequest, input: [user, ...items, output]}, noAbort))

  expect(second[0]).toEqual({type: 'text.delta', text: 'There are a.txt and b.txt.'})
  expect(server.requests.map((request) => (request.body as {input: unknown[]}).input.length)).toEqual([1, 5])
})

test('a request that does not fit gets 400, is reported, and does not use up the step', async () => {
  const {server, post} = await serve({steps: [{expect: {model: 'o3'}, reply: [{text: 'Hi.'}]}]})

  const wrong = await post({model: 'o4-mini', input: 'Hello'})
  const right = await post({model: 'o3', input: 'Hello'})
  const late = await post({model: 'o3', input: 'Hello'})

  const message = 'Request 1 does not fit the script: the model is "o4-mini", not "o3".'
  expect([wrong.status, right.status, late.status]).toEqual([400, 200, 400])
  expect(await wrong.json()).toEqual({
    error: {message, type: 'invalid_request_error', param: null, code: 'script_mismatch'},
  })
  expect(server.mismatches()).toEqual([message, 'Request 3 does not fit the script: the script has ended.'])
  expect(server.remaining()).toBe(0)
})

test('another address and a body that is no request are mismatches too', async () => {
  const {server, post} = await serve({steps: [{reply: [{text: 'Hi.'}]}]})

  const statuses = [(await post({}, '/embeddings')).status, (await post('{broken')).status]

  expect(statuses).toEqual([404, 400])
  expect(server.mismatches()).toHaveLength(2)
  expect(server.remaining()).toBe(1)
})

test('without a stream the answer is one JSON object', async () => {
  const {server, post} = await serve({steps: [{reply: [{text: 'Hi.'}]}]})

  const response = await post({model: 'o3', input: 'Hä?'})

  expect(await response.json()).toMatchObject({
    object: 'response',
    status: 'completed',
    output: [{type: 'message', content: [{type: 'output_text', text: 'Hi.'}]}],
  })
  expect(server.requests[0]).toMatchObject({method: 'POST', path: '/v1/responses', body: {input: 'Hä?'}, bytes: 29})
})

test('events are numbered from zero', async () => {
  const {post} = await serve({steps: [{reply: [{text: 'Hi.'}]}]})

  const text = await (await post({model: 'o3', input: 'Hello', stream: true})).text()

  const numbers = [...text.matchAll(/"sequence_number":(\d+)/g)].map((match) => Number(match[1]))
  expect(numbers).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
})

test('chat completions are sent in the chunks of that API, with usage only where it is asked for', async () => {
  const step = {
    reply: [{text: 'Hi.'}, {tool_call: {name: 'shell', arguments: {}}}],
    usage: {input_tokens: 5, output_tokens: 2},
  }
  const {post} = await serve({steps: [step, step]})
  const body = {model: 'o3', messages: [{role: 'user', content: 'Hello'}], stream: true}

  const plain = await (await post(body, '/chat/completions')).text()
  const counted = await (await post({...body, stream_options: {include_usage: true}}, '/chat/completions')).text()

  const choices = framesOf(plain).map((frame) => (frame as {choices: object[]}).choices[0])
  const call = {index: 0, id: 'call_1_1', type: 'function', function: {name: 'shell', arguments: ''}}
  expect(choices).toMatchObject([
    {delta: {role: 'assistant', content: ''}, finish_reason: null},
    {delta: {content: 'Hi.'}, finish_reason: null},
    {delta: {tool_calls: [call]}, finish_reason: null},
    {delta: {tool_calls: [{index: 0, function: {arguments: '{}'}}]}, finish_reason: null},
    {delta: {}, finish_reason: 'tool_calls'},
  ])
  expect(framesOf(counted).at(-1)).toMatchObject({
    choices: [],
    usage: {prompt_tokens: 5, completion_tokens: 2, total_tokens: 7},
  })
  expect([plain.endsWith('data: [DONE]\n\n'), counted.endsWith('data: [DONE]\n\n')]).toEqual([true, true])
})

test('a step that cannot be said over completions is a mismatch', async () => {
  const {server, post} = await serve({
    steps: [{reply: [{tool_call: {name: 'shell', arguments: {}}}]}],
  })
  const texts = await serve({steps: [{reply: [{text: 'a'}, {text: 'b'}]}]})

  await post({model: 'o3', prompt: 'x'}, '/completions')
  await texts.post({model: 'o3', prompt: ['x', 'y'], n: 2}, '/completions')

  expect(server.mismatches()).toEqual(['Request 1 does not fit the script: the step has a reply that is no text.'])
  expect(texts.server.mismatches()).toEqual(['Request 1 does not fit the script: the step has 2 texts for 4 choices.'])
})

test('closing ends an answer that stalls', async () => {
  const {server, post} = await serve({steps: [{fault: {stall_ms: 25_000}}]})

  const answer = post({model: 'o3', input: 'Hello', stream: true})
  await expect.poll(() => server.requests.length).toBe(1)
  await server.close()

  await expect(answer).rejects.toThrow('fetch failed')
})
