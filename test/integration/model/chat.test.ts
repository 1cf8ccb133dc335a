import {expect, test} from 'vitest'
import {askModel, collect, simpleRequest, testClient} from '../../helpers/ask-model.ts'
import {scriptedModel} from '../../helpers/scripted-model.ts'
import {frame, rawServer} from './raw-server.ts'

const noAbort = new AbortController().signal

const lookThenAnswer = {
  steps: [
    {
      expect: {
        input_items: 1,
        instructions: {contains: 'brief'},
        tools: ['shell'],
        last_user_text: {contains: 'Hello'},
      },
      reply: [
        {reasoning: 'Look first.'},
        {text: 'I will look.'},
        {tool_call: {name: 'shell', arguments: {command: 'ls'}}},
        {tool_call: {name: 'shell', arguments: '{broken', call_id: 'mine'}},
      ],
      delta_characters: 6,
      usage: {input_tokens: 100, cached_tokens: 40, output_tokens: 30, reasoning_tokens: 10},
    },
    {
      expect: {input_items: 7, last_tool_output: {matches: '^no JSON$'}},
      reply: [{text: 'Done.'}],
    },
  ],
}

test.each([
  ['streamed', {}],
  ['in one piece', {stream: false}],
])('a conversation with tool calls is carried on, %s', async (_, how) => {
  const server = await scriptedModel(lookThenAnswer)
  const {client} = testClient(server.baseUrl, {wire: 'chat'})
  const tools = [{name: 'shell', description: 'Runs a command.', parameters: {type: 'object'}}]
  const request = {...simpleRequest, ...how, tools}

  const first = await collect(client.stream(request, noAbort))
  const done = first.at(-1)
  const items = done?.type === 'done' ? done.items : []
  const outputs = ['a.txt', 'no JSON'].map((output, index) => {
    const call = items.filter((item) => item.kind === 'tool_call')[index]
    return {type: 'function_call_output', call_id: call?.callId, output}
  })
  const input = [...simpleRequest.input, ...items.map((item) => item.raw), ...outputs]
  const second = await collect(client.stream({...request, input}, noAbort))

  const textOf = (type: string) => first.flatMap((event) => (event.type === type && 'text' in event ? event.text : []))
  expect([textOf('reasoning.delta').join(''), textOf('text.delta').join('')]).toEqual(['Look first.', 'I will look.'])
  expect(done).toMatchObject({
    type: 'done',
    items: [
      {kind: 'other', raw: {type: 'reasoning'}},
      {kind: 'message', text: 'I will look.'},
      {kind: 'tool_call', callId: 'call_1_2', name: 'shell', argumentsText: '{"command":"ls"}'},
      {kind: 'tool_call', callId: 'mine', name: 'shell', argumentsText: '{broken'},
    ],
    usage: {inputTokens: 100, cachedInputTokens: 40, outputTokens: 30, reasoningTokens: 10},
  })
  expect(second.at(-1)).toMatchObject({type: 'done', items: [{text: 'Done.'}]})
  expect(server.requests.map(({path}) => path)).toEqual(['/v1/chat/completions', '/v1/chat/completions'])
})

test('20,000 deltas arrive whole, one event each', async () => {
  const text = 'abcde'.repeat(20_000)
  const server = await scriptedModel({steps: [{reply: [{text}], delta_characters: 5}]})

  const {events} = await askModel(server.baseUrl, {wire: 'chat'})

  const deltas = events.flatMap((event) => (event.type === 'text.delta' ? [event.text] : []))
  expect(deltas).toHaveLength(20_000)
  expect(deltas.join('')).toBe(text)
})

test('a stream that ends after its reason to finish is complete without [DONE]', async () => {
  const {baseUrl} = await rawServer((request, response) => {
    request.resume()
    response.writeHead(200, {'content-type': 'text/event-stream'})
    response.write(frame({id: 'x', choices: [{index: 0, delta: {content: 'Hi.'}, finish_reason: null}]}))
    response.end(frame({id: 'x', choices: [{index: 0, delta: {}, finish_reason: 'stop'}]}))
  })

  const {events} = await askModel(baseUrl, {wire: 'chat'})

  expect(events.map((event) => event.type)).toEqual(['text.delta', 'done'])
})

test('what the Responses API has no word for is not left out in silence', async () => {
  const server = await scriptedModel({steps: []})
  const {client} = testClient(server.baseUrl)

  const events = await collect(client.stream({...simpleRequest, stop: ['END']}, noAbort))

  expect(events).toEqual([
    {
      type: 'failed',
      failure: {
        kind: 'refused',
        message: 'The Responses API of the provider "acme" knows no texts to stop at, so nothing was sent.',
        suggestions: ['Leave out `--stop`, or set the wire of the provider to `chat`.'],
      },
    },
  ])
  expect(server.requests).toEqual([])
})
