import {expect, test} from 'vitest'
import {createCachedClient} from '../../../../src/model/cache/create-cached-client.ts'
import type {CacheMode, ResponseCache} from '../../../../src/model/cache/response-cache.ts'
import type {ModelClient, ModelEvent, ModelRequest} from '../../../../src/model/model-client.ts'
import {resolveProvider} from '../../../../src/model/resolve-provider.ts'
import {collect, simpleRequest} from '../../../helpers/ask-model.ts'
import {memoryCache} from '../../../helpers/memory-cache.ts'

const usage = {inputTokens: 100, cachedInputTokens: 20, outputTokens: 10, reasoningTokens: 5}
const longText = 'Grüße 👋 '.repeat(40)
const done: ModelEvent & {type: 'done'} = {
  type: 'done',
  items: [
    {kind: 'other', raw: {type: 'reasoning', encrypted_content: 'c2VjcmV0'}},
    {kind: 'message', text: longText, raw: {type: 'message', id: 'msg_1'}},
    {
      kind: 'tool_call',
      callId: 'call_1',
      name: 'shell',
      argumentsText: '{"command":"ls"}',
      raw: {type: 'function_call'},
    },
  ],
  usage,
}
const heard: readonly ModelEvent[] = [
  {type: 'reasoning.delta', text: 'Hm'},
  {type: 'reasoning.delta', text: 'm.'},
  ...[...longText].map((text) => ({type: 'text.delta' as const, text})),
  done,
]

test('the second time the answer is streamed from the cache, and the model is not asked', async () => {
  const cache = memoryCache()
  const {client, requests} = playedClient(heard, heard)

  const first = await ask(client, {cache})
  const second = await ask(client, {cache})

  expect(first).toEqual(heard)
  expect(requests).toHaveLength(1)
  expect(second.at(-1)).toEqual({...done, fromCache: true})
  expect(textOf(second, 'reasoning.delta')).toBe('Hmm.')
  expect(textOf(second, 'text.delta')).toBe(longText)
  expect(second.filter(({type}) => type === 'text.delta').length).toBeGreaterThan(3)
  expect(second.map((event) => ('text' in event ? event.text : '')).every((piece) => piece.isWellFormed())).toBe(true)
})

test('a hit is counted with what it used and what it saved', async () => {
  const cache = memoryCache()
  const {client} = playedClient(heard)
  await ask(client, {cache})

  await ask(client, {cache, costOf: ({inputTokens}) => inputTokens / 1000})

  const [key] = cache.entries.keys()
  expect(cache.hits).toEqual([{key, provider: 'acme', model: 'codex-1', usage, savedUsd: 0.1}])
})

test('whether the answer streams makes no difference', async () => {
  const cache = memoryCache()
  const {client, requests} = playedClient(heard)

  await ask(client, {cache, request: {...simpleRequest, stream: false}})
  await ask(client, {cache, request: {...simpleRequest, stream: true}})

  expect(requests).toHaveLength(1)
})

test('an alias and the model it stands for are one, a model the user says something else of is another', async () => {
  const cache = memoryCache()
  const {client, requests} = playedClient(heard, heard)
  const provider = resolveProvider('openai')

  await ask(client, {cache, provider, request: {...simpleRequest, model: 'codex-1'}})
  await ask(client, {cache, provider, request: {...simpleRequest, model: 'gpt-5.3-codex'}})
  expect(requests).toHaveLength(1)

  await ask(client, {cache, provider, models: {'gpt-5.3-codex': {reasons: false}}})
  expect(requests).toHaveLength(2)
})

test.each<[string, readonly ModelEvent[]]>([
  [
    'a failure',
    [
      {type: 'text.delta', text: 'Half'},
      {type: 'failed', failure: failure()},
    ],
  ],
  ['an answer that ends without an end', [{type: 'text.delta', text: 'Half'}]],
])('%s is not kept', async (_name, events) => {
  const cache = memoryCache()

  await ask(playedClient(events).client, {cache})

  expect(cache.entries.size).toBe(0)
})

test('an answer that is aborted is not kept', async () => {
  const cache = memoryCache()
  const controller = new AbortController()
  const client: ModelClient = {
    async *stream(_request, signal) {
      yield {type: 'text.delta', text: 'Half'}
      controller.abort(new Error('stopped'))
      signal.throwIfAborted()
    },
  }

  await expect(ask(client, {cache, signal: controller.signal})).rejects.toThrow('stopped')

  expect(cache.entries.size).toBe(0)
})

test('what was streamed before a retry is no part of the answer', async () => {
  const cache = memoryCache()
  const retry: ModelEvent = {type: 'retry', attempt: 2, because: 'it was cut', delayMs: 1}
  const {client} = playedClient([{type: 'text.delta', text: 'Half of'}, retry, ...heard])
  await ask(client, {cache})

  const again = await ask(client, {cache})

  expect(textOf(again, 'text.delta')).toBe(longText)
  expect(again.map(({type}) => type)).not.toContain('retry')
})

test('the answer is kept when its reader stops at the end of it', async () => {
  const cache = memoryCache()
  const {client} = playedClient(heard)

  for await (const event of cached(client, {cache}).stream(simpleRequest, new AbortController().signal)) {
    if (event.type === 'done') break
  }

  expect(cache.entries.size).toBe(1)
})

test('refresh asks anew and replaces, only never asks', async () => {
  const cache = memoryCache()
  const newer: ModelEvent = {...done, items: [{kind: 'message', text: 'Newer.', raw: {type: 'message'}}]}
  const {client, requests} = playedClient(heard, [newer])

  const nothing = await ask(client, {cache, mode: 'only'})
  await ask(client, {cache})
  await ask(client, {cache, mode: 'refresh'})
  const only = await ask(client, {cache, mode: 'only'})

  expect(nothing).toEqual([
    {
      type: 'failed',
      failure: {
        kind: 'not-cached',
        message:
          'The cache has no answer of the model "codex-1" to this request, and with "cache: only" the model is not ' +
          'asked. No request was sent.',
        suggestions: ['With `--cache on` the model is asked where the cache has no answer.'],
      },
    },
  ])
  expect(requests).toHaveLength(2)
  expect(only).toEqual([{...newer, fromCache: true}])
})

test.each([
  ['no JSON', 'x{'],
  ['no answer', '{"deltas":[],"items":[]}'],
  ['an answer without items', JSON.stringify({deltas: [], items: [], usage})],
  ['cut short', JSON.stringify({deltas: [], items: done.items, usage}).slice(0, -5)],
])('an entry that is %s is a miss and is replaced', async (_name, text) => {
  const cache = memoryCache()
  const {client, requests} = playedClient(heard, heard)
  await ask(client, {cache})
  const [key = ''] = cache.entries.keys()
  cache.entries.set(key, {key, provider: 'acme', model: 'codex-1', text})

  expect(await ask(client, {cache, mode: 'only'})).toMatchObject([{type: 'failed'}])
  expect(cache.entries.size).toBe(0)
  await ask(client, {cache})

  expect(requests).toHaveLength(2)
  expect(await ask(client, {cache, mode: 'only'})).toContainEqual({...done, fromCache: true})
})

test('an answer that is not kept on purpose is said once, and comes as it was given', async () => {
  const cache: ResponseCache = {...memoryCache(), write: async () => ({kind: 'left-out', because: 'it is too nice'})}
  const {client} = playedClient(heard, heard)
  const stacked = cached(client, {cache})
  const {signal} = new AbortController()

  const events = [
    ...(await collect(stacked.stream(simpleRequest, signal))),
    ...(await collect(stacked.stream(simpleRequest, signal))),
  ]

  const notice = {
    type: 'notice',
    code: 'CACHE_LEFT_OUT',
    text: 'An answer is not kept in the cache, because it is too nice.',
  }
  expect(events).toEqual([...heard.slice(0, -1), notice, done, ...heard])
})

test('a cache that does not work is said once, and the model is asked', async () => {
  const cache = memoryCache({breaks: 'state.db is damaged'})
  const {client, requests} = playedClient(heard, heard)
  const stacked = cached(client, {cache})
  const {signal} = new AbortController()

  const events = [
    ...(await collect(stacked.stream(simpleRequest, signal))),
    ...(await collect(stacked.stream(simpleRequest, signal))),
  ]

  expect(requests).toHaveLength(2)
  expect(events).toEqual([
    {type: 'notice', code: 'CACHE_UNUSABLE', text: 'The cache cannot be used, because state.db is damaged.'},
    ...heard,
    ...heard,
  ])
  expect(await ask(client, {cache, mode: 'only'})).toMatchObject([
    {type: 'failed', failure: {kind: 'not-cached', message: expect.stringContaining('state.db is damaged')}},
  ])
})

interface AskOptions {
  readonly cache: ResponseCache
  readonly mode?: CacheMode
  readonly request?: ModelRequest
  readonly signal?: AbortSignal
  readonly provider?: ReturnType<typeof resolveProvider>
  readonly models?: Parameters<typeof createCachedClient>[0]['models']
  readonly costOf?: Parameters<typeof createCachedClient>[0]['costOf']
}

function cached(client: ModelClient, {mode = 'on', provider, models, costOf, cache}: AskOptions): ModelClient {
  return createCachedClient({
    client,
    cache,
    mode,
    provider: provider ?? resolveProvider('acme', {baseUrl: 'https://models.acme.example/v1'}),
    ...(models !== undefined && {models}),
    ...(costOf !== undefined && {costOf}),
  })
}

function ask(client: ModelClient, options: AskOptions): Promise<ModelEvent[]> {
  const {signal} = options.signal === undefined ? new AbortController() : {signal: options.signal}
  return collect(cached(client, options).stream(options.request ?? simpleRequest, signal))
}

/** Plays one list of events a request, in their order. */
function playedClient(...answers: (readonly ModelEvent[])[]) {
  const requests: ModelRequest[] = []
  const client: ModelClient = {
    async *stream(request) {
      yield* answers[requests.push(request) - 1] ?? []
    },
  }
  return {client, requests}
}

function textOf(events: readonly ModelEvent[], type: 'text.delta' | 'reasoning.delta'): string {
  return events.map((event) => (event.type === type && 'text' in event ? event.text : '')).join('')
}

function failure() {
  return {kind: 'server', message: 'It failed.', suggestions: []} as const
}
