import {expect, test} from 'vitest'
import {fetchJson} from '../../../src/model/fetch-json.ts'
import type {JsonRequest} from '../../../src/model/fetch-json.ts'
import {resolveProvider} from '../../../src/model/resolve-provider.ts'
import {eventually} from '../../helpers/eventually.ts'
import {forwardProxy} from '../../helpers/forward-proxy.ts'
import {rawServer} from './raw-server.ts'

const serverOptions = {
  apiKey: 'sk-test-0123456789abcd',
  keyOrigin: 'ACME_KEY',
  now: () => Date.parse('2026-11-23T10:00:00Z'),
}

function ask(baseUrl: string, request: Partial<JsonRequest> = {}, signal = new AbortController().signal) {
  const provider = resolveProvider('acme', {baseUrl, query: {v: '1'}, headers: {'x-team': 'core'}})
  return fetchJson({path: '/models', timeoutMs: 5_000, ...request}, {...serverOptions, provider}, signal)
}

/** Answers every request with `text`, and notes what came. */
async function answering(text: string, status = 200, type = 'application/json') {
  const seen: object[] = []
  const {baseUrl} = await rawServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const {authorization, 'x-team': team} = request.headers
      seen.push({
        asked: `${request.method} ${request.url}`,
        authorization,
        team,
        body: Buffer.concat(chunks).toString(),
      })
      response.writeHead(status, {'content-type': type}).end(text)
    })
  })
  return {baseUrl, seen}
}

const authorization = `Bearer ${serverOptions.apiKey}`

test('GET /models carries the key, the headers and the query of the provider', async () => {
  const {baseUrl, seen} = await answering('{"data":[{"id":"m"}]}')

  expect(await ask(baseUrl)).toEqual({kind: 'json', value: {data: [{id: 'm'}]}})
  expect(seen).toEqual([{asked: 'GET /v1/models?v=1', authorization, team: 'core', body: ''}])
})

test('an error of the server that repeats the address is told without the values of its query, but for a version', async () => {
  const error = {message: 'No such thing: /v1/models?access=a%2Fsecret%201&api-version=2099-01-01, a/secret 1'}
  const {baseUrl} = await answering(JSON.stringify({error}), 400)
  const provider = resolveProvider('acme', {baseUrl, query: {access: 'a/secret 1', 'api-version': '2099-01-01'}})

  const answer = await fetchJson(
    {path: '/models', timeoutMs: 5_000},
    {...serverOptions, provider},
    new AbortController().signal,
  )

  expect(JSON.stringify(answer)).toContain('No such thing: /v1/models?access=…&api-version=2099-01-01, …')
})

test('an error of the server that repeats a configured header is told without it', async () => {
  const error = {message: 'Neither Bearer team-secret-1 nor team-secret-1 is known.'}
  const {baseUrl} = await answering(JSON.stringify({error}), 400)
  const provider = resolveProvider('acme', {baseUrl, headers: {'x-auth': 'Bearer team-secret-1'}})

  const answer = await fetchJson(
    {path: '/models', timeoutMs: 5_000},
    {...serverOptions, provider},
    new AbortController().signal,
  )

  expect(answer).toMatchObject({kind: 'failed', failure: {kind: 'refused'}})
  expect(JSON.stringify(answer)).toContain('Neither … nor … is known.')
})

test('a call beside the API is below the server itself, and with a body it is a POST', async () => {
  const {baseUrl, seen} = await answering('{}')

  const answer = await ask(baseUrl, {path: '/api/show', below: 'server', body: {model: 'm'}})

  expect(answer).toEqual({kind: 'json', value: {}})
  expect(seen).toEqual([{asked: 'POST /api/show?v=1', authorization, team: 'core', body: '{"model":"m"}'}])
})

test.each([
  [
    '401',
    401,
    '{"error":{"message":"no"}}',
    'application/json',
    'credentials',
    'the server refused the key from ACME_KEY (it ends in abcd) with 401 (no).',
  ],
  ['500', 500, 'oops', 'text/plain', 'server', 'the server answered 500 (oops).'],
  ['a page', 200, '<html>', 'text/html', 'refused', 'the server sent text/html instead of JSON.'],
  [
    'half of its JSON',
    200,
    '{"data":',
    'application/json',
    'refused',
    'its answer is not the JSON that it says it is.',
  ],
])('%s is one request, and a failure as of the model', async (_, status, text, type, kind, because) => {
  const {baseUrl, seen} = await answering(text, status, type)

  const answer = await ask(baseUrl)

  expect(answer).toMatchObject({
    kind: 'failed',
    failure: {kind, message: `GET ${baseUrl}/models gave no answer: ${because}`},
  })
  expect(seen.length).toBe(1)
})

test('an answer that never ends is given up after its time', async () => {
  const {baseUrl} = await rawServer((_, response) => {
    response.writeHead(200, {'content-type': 'application/json'}).write('[')
    const timer = setInterval(() => response.write(' '), 20)
    response.on('close', () => clearInterval(timer))
  })

  const answer = await ask(baseUrl, {timeoutMs: 300})

  expect(answer).toMatchObject({
    kind: 'failed',
    failure: {kind: 'silent', message: expect.stringContaining('there was no whole answer within 0.3 s')},
  })
})

test('an answer without an end in size is given up', async () => {
  const {baseUrl} = await rawServer((_, response) => {
    response.writeHead(200, {'content-type': 'application/json'})
    const more = () => {
      while (!response.destroyed && response.write(' '.repeat(1_000_000)));
    }
    response.on('drain', more)
    more()
  })

  expect(await ask(baseUrl, {timeoutMs: 20_000})).toMatchObject({
    kind: 'failed',
    failure: {kind: 'refused', message: expect.stringContaining('longer than 32 MB')},
  })
})

test('an abort rejects with its reason and destroys the connection', async () => {
  let open = 0
  const {server, baseUrl} = await rawServer(() => {})
  server.on('connection', (socket) => {
    open += 1
    socket.on('close', () => (open -= 1))
  })
  const abort = new AbortController()
  const answer = ask(baseUrl, {}, abort.signal).catch((error: unknown) => error)
  await eventually('a connection', () => open === 1)

  abort.abort(new Error('enough'))

  expect(await answer).toMatchObject({message: 'enough'})
  await eventually('an end of the connection', () => open === 0)
})

test('a proxy on the way is used', async () => {
  const {baseUrl} = await answering('[]')
  const proxy = await forwardProxy()
  const provider = resolveProvider('acme', {baseUrl})
  const server = {...serverOptions, provider, transport: {env: {}, proxy: proxy.url}}

  const answer = await fetchJson({path: '/models', timeoutMs: 5_000}, server, new AbortController().signal)

  expect(answer).toEqual({kind: 'json', value: []})
  expect(proxy.seen).toEqual([`GET ${baseUrl}/models`])
})
