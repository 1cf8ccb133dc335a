import {expect, test} from 'vitest'
import {lookUpModel} from '../../../../src/model/catalogue.ts'
import type {ModelClient, ModelEvent, ModelRequest} from '../../../../src/model/model-client.ts'
import type {AskedWindow} from '../../../../src/model/window/create-asked-window.ts'
import {watchModel} from '../../../../src/model/window/watch-model.ts'

const request: ModelRequest = {
  model: 'coder',
  instructions: 'Read all of it. '.repeat(3_000),
  input: [],
  tools: [],
}

function done(inputTokens: number, more: object = {}): ModelEvent {
  const usage = {inputTokens, cachedInputTokens: 0, outputTokens: 1, reasoningTokens: 0}
  return {type: 'done', items: [], usage, ...more}
}

const playing = (...events: readonly ModelEvent[]): ModelClient => ({
  async *stream() {
    yield* events
  },
})

const told = (tokens: number | undefined): AskedWindow => ({tokens: () => tokens, settle: async () => tokens})

async function notices(client: ModelClient): Promise<string[]> {
  const codes: string[] = []
  for await (const event of client.stream(request, new AbortController().signal)) {
    codes.push(event.type === 'notice' ? event.code : event.type)
  }
  return codes
}

const unknown = {asked: 'coder', known: lookUpModel('coder'), kind: 'acme'}
const known = {asked: 'qwen2.5-coder:7b', known: lookUpModel('qwen2.5-coder:7b'), kind: 'ollama'}

test('an unknown model is reported once, before its first answer, where nobody can be asked', async () => {
  const client = watchModel(playing({type: 'text.delta', text: 'Hi.'}, done(12_000)), unknown)

  expect(await notices(client)).toEqual(['UNKNOWN_MODEL', 'text.delta', 'done'])
  expect(await notices(client)).toEqual(['text.delta', 'done'])
})

test.each([
  [32_768, ['text.delta', 'done']],
  [undefined, ['text.delta', 'UNKNOWN_MODEL', 'done']],
])('where the server was asked and said %s, the notice waits for its answer', async (tokens, events) => {
  const client = watchModel(playing({type: 'text.delta', text: 'Hi.'}, done(12_000)), {
    ...unknown,
    window: told(tokens),
  })

  expect(await notices(client)).toEqual(events)
})

test('a known model is not reported', async () => {
  expect(await notices(watchModel(playing(done(12_000)), known))).toEqual(['done'])
})

test('a truncation is reported once', async () => {
  const client = watchModel(playing(done(2_050)), {...known, window: told(4_096)})

  expect(await notices(client)).toEqual(['CONTEXT_TRUNCATED', 'done'])
  expect(await notices(client)).toEqual(['done'])
})

test.each([
  ['an answer from the cache', [done(2_050, {fromCache: true})], told(4_096)],
  ['a server that is never asked', [done(2_050)], undefined],
  ['a failure', [failed()], told(4_096)],
])('%s tells nothing of a truncation', async (_, events, window) => {
  const codes = await notices(watchModel(playing(...events), {...known, window}))

  expect(codes).not.toContain('CONTEXT_TRUNCATED')
})

function failed(): ModelEvent {
  return {type: 'failed', failure: {kind: 'server', message: 'No.', suggestions: []}}
}

test.each([
  ['ollama', 'OLLAMA_CONTEXT_LENGTH=32768 ollama serve'],
  ['ollama', 'PARAMETER num_ctx 32768'],
  ['lmstudio', 'Load the model again'],
  ['acme', 'longer context'],
])('the way out of %s names %s', async (kind, words) => {
  const client = watchModel(playing(done(2_050)), {...known, kind, window: told(4_096)})
  const events = []
  for await (const event of client.stream(request, new AbortController().signal)) events.push(event)

  const [notice] = events
  expect(notice?.type === 'notice' && notice.text).toContain(words)
  expect(notice?.type === 'notice' && notice.text).toContain('about 12,000 tokens were sent')
})

test.each([
  ['coder', 'models: {coder: {context_window: 128000}}'],
  ['llama9:8b', 'models: {"llama9:8b": {context_window: 128000}}'],
])('the notice of %s says what to write', async (asked, words) => {
  const client = watchModel(playing(done(1)), {...unknown, asked})
  const events = []
  for await (const event of client.stream(request, new AbortController().signal)) events.push(event)

  const [notice] = events
  expect(notice?.type === 'notice' && notice.text).toContain(words)
  expect(notice?.type === 'notice' && notice.text).toContain('32,000 tokens, tools')
})
