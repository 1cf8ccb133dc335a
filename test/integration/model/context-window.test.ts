import type {RequestListener, ServerResponse} from 'node:http'
import {expect, test} from 'vitest'
import {listOfferedModels} from '../../../src/model/list-offered-models.ts'
import {resolveProvider} from '../../../src/model/resolve-provider.ts'
import type {ProviderSettings} from '../../../src/model/resolve-provider.ts'
import {askContextWindow, tellsContextWindow} from '../../../src/model/window/ask-context-window.ts'
import {createAskedWindow} from '../../../src/model/window/create-asked-window.ts'
import {rawServer} from './raw-server.ts'

const key = 'sk-test-0123456789abcd'

type Answers = Readonly<Record<string, unknown>>

/** Answers with JSON by path, and with 404 where there is none; remembers who asked how. */
async function fakeServer(answers: Answers | RequestListener) {
  const asked: {path: string; authorization: string | undefined; body: string}[] = []
  const {baseUrl} = await rawServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    asked.push({path: `${request.method} ${request.url}`, authorization: request.headers.authorization, body})
    if (typeof answers === 'function') return answers(request, response)
    const answer = answers[request.url ?? '']
    return answer === undefined ? send(response, 404, '{"error": "no"}') : send(response, 200, JSON.stringify(answer))
  })
  return {baseUrl, asked}
}

function send(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {'content-type': 'application/json'}).end(text)
}

function serverAt(
  baseUrl: string,
  {
    name = 'acme',
    settings = {},
    apiKey,
  }: {
    name?: string
    settings?: ProviderSettings
    apiKey?: string
  } = {},
) {
  const provider = resolveProvider(name, {baseUrl, ...settings})
  const now = () => Date.parse('2026-11-23T10:00:00Z')
  return {server: {provider, apiKey, keyOrigin: 'ACME_KEY', now}, model: 'coder:7b'}
}

const {signal} = new AbortController()

test('ollama is asked beside `/v1`, and what it says of the loaded model counts', async () => {
  const {baseUrl, asked} = await fakeServer({
    '/api/ps': {models: [{name: 'coder:7b', context_length: 4_096}]},
    '/api/show': {parameters: 'num_ctx 8192', model_info: {}},
  })

  expect(await askContextWindow(serverAt(baseUrl, {name: 'ollama'}), signal)).toBe(4_096)
  expect(asked.map(({path, body}) => `${path} ${body}`).toSorted()).toEqual([
    'GET /api/ps ',
    'POST /api/show {"model":"coder:7b"}',
  ])
  expect(asked.map(({authorization}) => authorization)).toEqual([undefined, undefined])
})

test.each([
  ['lm studio', {'/api/v0/models/coder%3A7b': {state: 'loaded', loaded_context_length: 8_192}}, 8_192],
  ['llama.cpp', {'/props?model=coder%3A7b': {default_generation_settings: {n_ctx: 16_384}}}, 16_384],
  ['vllm', {'/v1/models': {data: [{id: 'coder:7b', max_model_len: 65_536}]}}, 65_536],
  ['a gateway', {}, undefined],
])('a server on this machine shows which one it is: %s', async (_, answers, tokens) => {
  const {baseUrl} = await fakeServer(answers)

  expect(await askContextWindow(serverAt(baseUrl), signal)).toBe(tokens)
})

test('openrouter is asked with its key', async () => {
  const {baseUrl, asked} = await fakeServer({
    '/v1/models/acme/coder/endpoints': {data: {endpoints: [{context_length: 9_000}]}},
  })
  const server = {...serverAt(baseUrl, {name: 'openrouter', apiKey: key}), model: 'acme/coder'}

  expect(await askContextWindow(server, signal)).toBe(9_000)
  expect(asked.map(({authorization}) => authorization)).toEqual([`Bearer ${key}`])
})

test.each([
  ['openai', {}, false],
  ['acme', {baseUrl: 'https://models.acme.example/v1'}, false],
  ['acme', {baseUrl: 'https://models.acme.example/v1', kind: 'ollama'}, true],
  ['acme', {baseUrl: 'http://127.0.0.1:8080/v1'}, true],
  ['openrouter', {}, true],
])('%s %j can tell its window: %s', (name, settings, tells) => {
  expect(tellsContextWindow(resolveProvider(name, settings))).toBe(tells)
})

const drip: RequestListener = (_, response) => {
  response.writeHead(200, {'content-type': 'application/json'}).write('{"models": [')
}
const endless: RequestListener = (_, response) => {
  response.writeHead(200, {'content-type': 'application/json'})
  const more = () => {
    while (!response.destroyed && response.write(' '.repeat(65_536)));
  }
  response.on('drain', more)
  more()
}

test.each<[string, RequestListener]>([
  ['sends without end', endless],
  ['sends something else', (_, response) => send(response, 200, '<html>')],
  ['sends other shapes', (_, response) => send(response, 200, '{"models": {"a": 1}, "data": "x", "parameters": 7}')],
  ['sends null', (_, response) => send(response, 200, 'null')],
  ['refuses', (_, response) => send(response, 401, '{}')],
  ['redirects', (_, response) => void response.writeHead(302, {location: 'http://127.0.0.1:1/'}).end()],
  ['hangs up', (request) => void request.socket.destroy()],
])('a server that %s is no error, and it ends', async (_, listener) => {
  const {baseUrl} = await fakeServer(listener)

  expect(await askContextWindow(serverAt(baseUrl), signal)).toBeUndefined()
})

test.each<[string, RequestListener]>([
  ['says nothing', () => {}],
  ['never ends', drip],
])('a server that %s is waited for until the limit, and never again', async (_, listener) => {
  const {baseUrl, asked} = await fakeServer(listener)
  const window = createAskedWindow((limit) => askContextWindow(serverAt(baseUrl, {name: 'ollama'}), limit), signal)

  expect([await window.settle(signal), await window.settle(signal)]).toEqual([undefined, undefined])
  expect(asked.length).toBe(2)
})

test('nobody there is no error', async () => {
  expect(await askContextWindow(serverAt('http://127.0.0.1:9/v1', {name: 'ollama'}), signal)).toBeUndefined()
})

test('an abort ends the question at once', async () => {
  const {baseUrl} = await fakeServer(() => {})
  const stop = new AbortController()
  const asked = askContextWindow(serverAt(baseUrl), stop.signal)

  stop.abort()

  expect(await asked).toBeUndefined()
})

test('a path in front of the server stays in front of what it is asked', async () => {
  const {baseUrl, asked} = await fakeServer({'/box/api/ps': {models: [{name: 'coder:7b', context_length: 4_096}]}})
  const server = serverAt(baseUrl.replace('/v1', '/box/v1/'), {name: 'ollama'})

  expect(await askContextWindow(server, signal)).toBe(4_096)
  expect(asked.length).toBe(2)
})

test('what a server offers is sorted, each once, with the window it tells', async () => {
  const data = [
    {id: 'b', context_length: 9_000},
    {id: 'a', max_model_len: 1_000, context_length: 5},
    {id: 'b', context_window: 8_000},
    {id: '', object: 'model'},
    {id: 'x'.repeat(500)},
    {id: 7},
    null,
    {id: 'c', context_length: '9000'},
  ]
  const {baseUrl, asked} = await fakeServer({'/v1/models': {object: 'list', data}})

  expect(await listOfferedModels(serverAt(baseUrl, {apiKey: key}).server, signal)).toEqual({
    kind: 'listed',
    models: [{name: 'a', contextWindow: 1_000}, {name: 'b', contextWindow: 8_000}, {name: 'c'}],
  })
  expect(asked).toEqual([{path: 'GET /v1/models', authorization: `Bearer ${key}`, body: ''}])
})

test.each<[string, RequestListener, object]>([
  ['refuses', (_, response) => send(response, 401, '{"error": {"message": "bad key"}}'), {kind: 'credentials'}],
  ['has no list', (_, response) => send(response, 200, '{"models": []}'), {kind: 'refused'}],
  ['sends a page', (_, response) => send(response, 200, '<html>'), {kind: 'refused'}],
  ['sends without end', endless, {kind: 'refused'}],
  ['fails', (_, response) => send(response, 500, '{}'), {kind: 'server'}],
  ['hangs up', (request) => void request.socket.destroy(), {kind: 'cut'}],
])('a server that %s gives a failure and no list', async (_, listener, failure) => {
  const {baseUrl} = await fakeServer(listener)

  expect(await listOfferedModels(serverAt(baseUrl).server, signal)).toMatchObject({kind: 'failed', failure})
})
