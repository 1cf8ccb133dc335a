import {setTimeout as wait} from 'node:timers/promises'
import {expect, test} from 'vitest'
import {askModel, collect, simpleRequest, testClient} from '../../helpers/ask-model.ts'
import {scriptedModel} from '../../helpers/scripted-model.ts'
import {frame, rawServer} from './raw-server.ts'

const noAbort = new AbortController().signal

test('an answer is streamed, and its items are complete and in order', async () => {
  const server = await scriptedModel({
    steps: [
      {
        reply: [
          {reasoning: 'Look first.'},
          {text: 'I will look.'},
          {tool_call: {name: 'shell', arguments: {command: 'ls'}}},
        ],
        delta_characters: 6,
        usage: {input_tokens: 100, cached_tokens: 40, output_tokens: 30, reasoning_tokens: 10},
      },
    ],
  })

  const {events} = await askModel(server.baseUrl)

  const done = events.at(-1)
  expect(events.slice(0, -1)).toEqual([
    {type: 'reasoning.delta', text: 'Look f'},
    {type: 'reasoning.delta', text: 'irst.'},
    {type: 'text.delta', text: 'I will'},
    {type: 'text.delta', text: ' look.'},
  ])
  expect(done).toMatchObject({
    type: 'done',
    items: [
      {kind: 'other', raw: {type: 'reasoning', encrypted_content: expect.any(String)}},
      {kind: 'message', text: 'I will look.'},
      {kind: 'tool_call', callId: 'call_1_2', name: 'shell', argumentsText: '{"command":"ls"}'},
    ],
    usage: {inputTokens: 100, cachedInputTokens: 40, outputTokens: 30, reasoningTokens: 10},
  })
})

test('output items go back exactly as they came, unknown fields and types included', async () => {
  const items = [
    {type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'c2VjcmV0', new_field: {deep: [1, null]}},
    {type: 'kind_of_tomorrow', id: 'x_1', nested: {a: 'ä\u0000'}},
    {type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'shell', arguments: '{"command": "ls" }', extra: true},
  ]
  const bodies: string[] = []
  const {baseUrl} = await rawServer(async (request, response) => {
    bodies.push(Buffer.concat(await collect(request)).toString())
    response.writeHead(200, {'content-type': 'text/event-stream'})
    items.forEach((item, index) =>
      response.write(frame({type: 'response.output_item.done', output_index: index, item})),
    )
    response.end(frame({type: 'response.completed', response: {output: items}}))
  })
  const {client} = testClient(baseUrl)

  const first = await collect(client.stream(simpleRequest, noAbort))
  const done = first.at(-1)
  const input = done?.type === 'done' ? done.items.map((item) => item.raw) : []
  await collect(client.stream({...simpleRequest, input}, noAbort))

  expect(JSON.parse(bodies[1] ?? '')).toMatchObject({input: items})
})

test('20,000 deltas arrive whole, one event each', async () => {
  const text = 'abcde'.repeat(20_000)
  const server = await scriptedModel({steps: [{reply: [{text}], delta_characters: 5}]})

  const {events} = await askModel(server.baseUrl)

  const deltas = events.flatMap((event) => (event.type === 'text.delta' ? [event.text] : []))
  expect(deltas).toHaveLength(20_000)
  expect(deltas.join('')).toBe(text)
})

test('a reader that pauses holds the server back, so that memory stays flat', async () => {
  const delta = frame({type: 'response.output_text.delta', delta: 'x'.repeat(60_000)})
  let written = 0
  const {baseUrl} = await rawServer((_, response) => {
    const fill = () => {
      while (!response.destroyed && written < 200_000_000) {
        written += delta.length
        if (!response.write(delta)) return void response.once('drain', fill)
      }
    }
    response.writeHead(200, {'content-type': 'text/event-stream'})
    fill()
  })
  const {client} = testClient(baseUrl)

  const stream = client.stream(simpleRequest, noAbort)[Symbol.asyncIterator]()
  await stream.next()
  let before = -1
  while (before !== written) {
    before = written
    await wait(200)
  }
  await stream.return?.()

  expect(written).toBeLessThan(50_000_000)
})

test('the connection is used again for the next request', async () => {
  const {server, baseUrl} = await rawServer((request, response) => {
    request.resume()
    response.writeHead(200, {'content-type': 'text/event-stream'})
    const item = {type: 'message', content: [{type: 'output_text', text: 'Hi.'}]}
    response.write(frame({type: 'response.completed', response: {output: [item]}}))
    setTimeout(() => response.end(), 20)
  })
  let connections = 0
  server.on('connection', () => (connections += 1))
  const {client} = testClient(baseUrl)

  await collect(client.stream(simpleRequest, noAbort))
  await wait(1)
  await collect(client.stream(simpleRequest, noAbort))

  expect(connections).toBe(1)
})

test('no timer keeps the process alive when the answer has ended', async () => {
  const server = await scriptedModel({steps: [{reply: [{text: 'Hi.'}]}]})
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const before = timers()

  await askModel(server.baseUrl, {idleTimeoutMs: 60_000})

  expect(timers()).toBe(before)
})

test('a 200 that is a web page is refused at once', async () => {
  const {baseUrl} = await rawServer((_, response) => {
    response.writeHead(200, {'content-type': 'text/html'})
    response.end('<h1>Log in</h1>')
  })

  const {events} = await askModel(baseUrl)

  expect(events).toMatchObject([{type: 'failed', failure: {kind: 'refused'}}])
})

test('a redirect is not followed, so that the key stays where it belongs', async () => {
  let visits = 0
  const other = await rawServer((_, response) => {
    visits += 1
    response.end()
  })
  const {baseUrl} = await rawServer((_, response) => {
    response.writeHead(308, {location: `${other.baseUrl}/responses`})
    response.end()
  })

  const {events} = await askModel(baseUrl)

  expect(visits).toBe(0)
  expect(events).toMatchObject([{type: 'failed', failure: {kind: 'refused'}}])
})

test('without a key none is sent', async () => {
  const server = await scriptedModel({steps: [{reply: [{text: 'Hi.'}]}]})

  await askModel(server.baseUrl, {apiKey: undefined})

  expect(server.requests[0]?.headers.authorization).toBeUndefined()
})
