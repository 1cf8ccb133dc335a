import {expect, test} from 'vitest'
import {createCachedCompletions} from '../../../../src/model/cache/create-cached-completions.ts'
import type {CacheMode, ResponseCache} from '../../../../src/model/cache/response-cache.ts'
import type {CompletionClient, CompletionEvent, CompletionRequest} from '../../../../src/model/completion-client.ts'
import {resolveProvider} from '../../../../src/model/resolve-provider.ts'
import {collect} from '../../../helpers/ask-model.ts'
import {memoryCache} from '../../../helpers/memory-cache.ts'

const noUsage = {inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0}

test('prompts that were completed before are left out of the request, and the answer has all in their order', async () => {
  const cache = memoryCache()
  const {client, requests} = echo()
  await ask(client, {cache, prompts: ['b']})

  const events = await ask(client, {cache, prompts: ['a', 'b', 'c']})

  expect(requests.map(({prompts}) => prompts)).toEqual([['b'], ['a', 'c']])
  expect(events.filter(({type}) => type === 'text.delta')).toEqual([
    {type: 'text.delta', prompt: 1, candidate: 0, text: 'after b'},
    {type: 'text.delta', prompt: 0, candidate: 0, text: 'after a'},
    {type: 'text.delta', prompt: 2, candidate: 0, text: 'after c'},
  ])
  expect(events.at(-1)).toEqual({
    type: 'done',
    choices: [choice(0, 'after a'), choice(1, 'after b'), choice(2, 'after c')],
    usage: {...noUsage, inputTokens: 20, outputTokens: 4},
    fromCache: {prompts: [1], savedUsage: {...noUsage, inputTokens: 10, outputTokens: 2}},
  })
})

test('nothing is sent when all are known, and every hit is counted', async () => {
  const cache = memoryCache()
  const {client, requests} = echo()
  await ask(client, {cache, prompts: ['a', 'bbb']})

  const events = await ask(client, {cache, prompts: ['bbb', 'a']})

  expect(requests).toHaveLength(1)
  expect(events.at(-1)).toEqual({
    type: 'done',
    choices: [choice(0, 'after bbb'), choice(1, 'after a')],
    usage: noUsage,
    fromCache: {prompts: [0, 1], savedUsage: {...noUsage, inputTokens: 20, outputTokens: 4}},
  })
  expect(cache.hits.map(({model, usage}) => [model, usage.inputTokens])).toEqual([
    ['coder', 15],
    ['coder', 5],
  ])
})

test.each<[string, Partial<CompletionRequest>]>([
  ['suffix', {suffix: '}'}],
  ['number of candidates', {candidates: 2}],
  ['stop', {stop: ['\n']}],
  ['temperature', {temperature: 1}],
  ['output limit', {maxOutputTokens: 5}],
  ['model', {model: 'other'}],
])('another %s is another completion', async (_name, other) => {
  const cache = memoryCache()
  const {client, requests} = echo()
  await ask(client, {cache, prompts: ['a']})

  await ask(client, {cache, prompts: ['a'], ...other})
  await ask(client, {cache, prompts: ['a'], stream: false, candidates: 1})

  expect(requests).toHaveLength(2)
})

test('a prompt whose candidate was stopped by a content filter is not kept, its neighbour is', async () => {
  const cache = memoryCache()
  const {client} = played([
    {
      type: 'done',
      choices: [
        {prompt: 0, candidate: 0, text: 'whole', endedBy: 'stop'},
        {prompt: 0, candidate: 1, text: 'ha', endedBy: 'content-filter'},
        {prompt: 1, candidate: 0, text: 'whole', endedBy: 'limit'},
        {prompt: 1, candidate: 1, text: 'whole', endedBy: 'stop'},
      ],
      usage: noUsage,
    },
  ])

  await ask(client, {cache, prompts: ['a', 'b'], candidates: 2})

  expect([...cache.entries.values()].map(({text}) => JSON.parse(text) as unknown)).toEqual([
    {
      candidates: [
        {candidate: 0, text: 'whole', endedBy: 'limit'},
        {candidate: 1, text: 'whole', endedBy: 'stop'},
      ],
      usage: noUsage,
    },
  ])
})

test('a retry makes void what came from the cache too, so it is streamed again', async () => {
  const cache = memoryCache()
  await ask(echo().client, {cache, prompts: ['b']})
  const retry: CompletionEvent = {type: 'retry', attempt: 2, because: 'it was cut', delayMs: 1}
  const {client} = played([retry, {type: 'done', choices: [choice(0, 'new')], usage: noUsage}])

  const events = await ask(client, {cache, prompts: ['b', 'a']})

  const delta = {type: 'text.delta', prompt: 0, candidate: 0, text: 'after b'}
  expect(events).toMatchObject([delta, retry, delta, {choices: [choice(0, 'after b'), choice(1, 'new')]}])
})

test('only fails where one prompt is not known, refresh sends them all', async () => {
  const cache = memoryCache()
  const {client, requests} = echo()
  await ask(client, {cache, prompts: ['a']})

  expect(await ask(client, {cache, mode: 'only', prompts: ['a', 'b']})).toMatchObject([
    {type: 'failed', failure: {kind: 'not-cached'}},
  ])
  await ask(client, {cache, mode: 'refresh', prompts: ['a', 'b']})

  expect(requests.map(({prompts}) => prompts)).toEqual([['a'], ['a', 'b']])
})

test('a failure is not kept, and a broken cache is said once', async () => {
  const cache = memoryCache({breaks: 'state.db is damaged'})
  const failed: CompletionEvent = {type: 'failed', failure: {kind: 'server', message: 'It failed.', suggestions: []}}

  const events = await ask(played([failed]).client, {cache, prompts: ['a', 'b']})

  expect(events).toEqual([
    {type: 'notice', code: 'CACHE_UNUSABLE', text: 'The cache cannot be used, because state.db is damaged.'},
    failed,
  ])
  expect(cache.entries.size).toBe(0)
})

type AskOptions = Partial<CompletionRequest> & {readonly cache: ResponseCache; readonly mode?: CacheMode}

function ask(client: CompletionClient, {cache, mode = 'on', ...request}: AskOptions): Promise<CompletionEvent[]> {
  const provider = resolveProvider('acme', {baseUrl: 'https://models.acme.example/v1', wire: 'completions'})
  const stacked = createCachedCompletions({client, cache, mode, provider})
  return collect(stacked.complete({model: 'coder', prompts: [], ...request}, new AbortController().signal))
}

/** Writes `after` and the prompt behind each; ten tokens in and two out a prompt. */
function echo() {
  const requests: CompletionRequest[] = []
  const client: CompletionClient = {
    async *complete(request) {
      requests.push(request)
      const choices = request.prompts.map((prompt, index) => choice(index, `after ${prompt}`))
      for (const {prompt, candidate, text} of choices) yield {type: 'text.delta', prompt, candidate, text}
      const count = choices.length
      yield {type: 'done', choices, usage: {...noUsage, inputTokens: count * 10, outputTokens: count * 2}}
    },
  }
  return {client, requests}
}

function played(events: readonly CompletionEvent[]) {
  const client: CompletionClient = {
    async *complete() {
      yield* events
    },
  }
  return {client}
}

function choice(prompt: number, text: string) {
  return {prompt, candidate: 0, text, endedBy: 'stop'} as const
}
