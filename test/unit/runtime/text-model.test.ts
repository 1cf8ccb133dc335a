import type {AskEvent, CompletionEvent, Usage} from '@codex-host/plugin-api'
import {CodexError} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import type {CompletionClient, CompletionRequest} from '../../../src/model/completion-client.ts'
import type {ModelClient, ModelEvent, ModelRequest} from '../../../src/model/model-client.ts'
import {createMeter} from '../../../src/runtime/meter.ts'
import {createTextModel, type TextModelParts} from '../../../src/runtime/text-model.ts'

const usage: Usage = {inputTokens: 10, cachedInputTokens: 0, outputTokens: 5, reasoningTokens: 0}
const price = {input: 1, output: 2}
const budgets = {maxSteps: 10, maxIterations: 5, maxTokens: 1000, maxTimeMs: 60_000}
const facts = {provider: 'p', model: 'm', wire: 'chat', fillsInMiddle: true, contextWindow: 1000} as const
const never = new AbortController().signal

function place(overrides: Partial<TextModelParts> & {readonly answers?: readonly ModelEvent[]} = {}) {
  const asked: ModelRequest[] = []
  const completed: CompletionRequest[] = []
  const {answers = [done('hello')], ...parts} = overrides
  const model: ModelClient = {
    async *stream(request) {
      asked.push(request)
      yield* answers
    },
  }
  const completions: CompletionClient = {
    async *complete(request) {
      completed.push(request)
      yield {type: 'done', choices: [{prompt: 0, candidate: 0, text: 'mid', endedBy: 'stop'}], usage}
    },
  }
  const text = createTextModel({
    facts,
    settings: {model: 'm', stream: true, temperature: 0.2, stop: ['END']},
    price,
    meter: createMeter(budgets, price),
    deadline: never,
    timeLeftMs: () => 60_000,
    clients: {model: async () => model, completions: async () => completions},
    contextWindow: async () => 1000,
    ...parts,
  })
  return {text, asked, completed}
}

function done(text: string, from: {readonly fromCache?: true} = {}): ModelEvent {
  return {type: 'done', items: [{kind: 'message', text, raw: {}}], usage, ...from}
}

async function all<Event>(events: AsyncIterable<Event>): Promise<Event[]> {
  return Array.fromAsync(events)
}

test('an answer says what it cost, and the settings of the flags win over those of the verb', async () => {
  const {text, asked} = place()
  const events = await all(text.ask({instructions: 'i', prompt: 'q', temperature: 1, maxOutputTokens: 7}, never))
  expect(events).toEqual<AskEvent[]>([
    {type: 'answer.end', text: 'hello', usage, costUsd: 0.00002, providerSavedUsd: 0},
  ])
  expect(asked).toMatchObject([{instructions: 'i', temperature: 0.2, maxOutputTokens: 7, stop: ['END'], tools: []}])
})

test('an answer of the local cache is free, and says what it saved', async () => {
  const {text} = place({answers: [done('hello', {fromCache: true})]})
  const [end] = await all(text.ask({instructions: '', prompt: 'q'}, never))
  expect(end).toMatchObject({costUsd: 0, cacheHit: {savedUsage: usage, savedUsd: 0.00002}})
})

test('where only the cache may be asked and has nothing, no request was made', async () => {
  const meter = createMeter(budgets, price)
  const failure = {kind: 'not-cached', message: 'It is not cached.', suggestions: []} as const
  const {text} = place({meter, answers: [{type: 'failed', failure}]})
  await all(text.ask({instructions: '', prompt: 'q'}, never))
  expect(meter.requests()).toBe(0)
})

test('the stops of the verb are added to those of the flags on the wire completions', async () => {
  const {text, completed} = place()
  const events = await all(text.complete({prompts: ['a'], suffix: 'b', stop: ['\n', 'END']}, never))
  expect(completed).toMatchObject([{prompts: ['a'], suffix: 'b', stop: ['END', '\n'], temperature: 0.2}])
  expect(events).toMatchObject<Partial<CompletionEvent>[]>([{type: 'answer.end', cachedPrompts: []}])
})

test('a completion of which a part was cached is paid for the rest only', async () => {
  const completions: CompletionClient = {
    async *complete() {
      yield {
        type: 'done',
        choices: [
          {prompt: 0, candidate: 0, text: 'x', endedBy: 'stop'},
          {prompt: 1, candidate: 0, text: 'y', endedBy: 'stop'},
        ],
        usage,
        fromCache: {prompts: [1], savedUsage: usage},
      }
    },
  }
  const {text} = place({clients: {model: async () => undefined, completions: async () => completions}})
  const [end] = await all(text.complete({prompts: ['a', 'b']}, never))
  expect(end).toMatchObject({cachedPrompts: [1], costUsd: 0.00002, cacheHit: {savedUsd: 0.00002}})
})

test('a model that only continues texts is asked with the question as a text', async () => {
  const prompts: (readonly string[])[] = []
  const completions: CompletionClient = {
    async *complete(request) {
      prompts.push(request.prompts)
      yield {type: 'text.delta', prompt: 0, candidate: 0, text: '42'}
      yield {type: 'done', choices: [{prompt: 0, candidate: 0, text: '42', endedBy: 'stop'}], usage}
    },
  }
  const {text} = place({clients: {model: async () => undefined, completions: async () => completions}})
  const events = await all(text.ask({instructions: 'Be short.', prompt: 'What?'}, never))
  expect(prompts).toEqual([['Be short.\n\nWhat?\n\nAnswer:\n']])
  expect(events).toMatchObject([
    {type: 'text.delta', text: '42'},
    {type: 'answer.end', text: '42'},
  ])
})

test('a budget that is used up ends as a budget, and nothing is sent', async () => {
  const {text, asked} = place({meter: createMeter({...budgets, maxSteps: 1}, price)})
  await all(text.ask({instructions: '', prompt: 'q'}, never))
  const events = await all(text.ask({instructions: '', prompt: 'q'}, never))
  expect(events).toEqual([
    {
      type: 'failed',
      outcome: 'budget-ended',
      error: {code: 'BUDGET_ENDED', message: 'The run used its 1 step (--max-steps).', suggestions: []},
    },
  ])
  expect(asked).toHaveLength(1)
})

test('requests side by side count before they are answered', () => {
  const meter = createMeter({...budgets, maxTokens: 100}, undefined)
  expect(meter.begin(60).kind).toBe('admitted')
  expect(meter.begin(60).kind).toBe('exhausted')
})

test('a wait that is longer than what is left of the time is not waited for', async () => {
  const retry: ModelEvent = {type: 'retry', attempt: 2, because: 'the server is busy', delayMs: 5000}
  const {text} = place({answers: [retry, done('late')], timeLeftMs: () => 5000})
  const events = await all(text.ask({instructions: '', prompt: 'q'}, never))
  expect(events).toMatchObject([{type: 'failed', outcome: 'budget-ended'}])
})

test('time that is over in the middle of an answer is a budget, an interrupt is thrown', async () => {
  const time = new AbortController()
  const interrupt = new AbortController()
  const hanging = (controller: AbortController): TextModelParts['clients'] => ({
    model: async () => ({
      // oxlint-disable-next-line require-yield -- it never gets that far
      async *stream(_, signal) {
        controller.abort('over')
        throw signal.reason
      },
    }),
    completions: async () => Promise.reject(new Error('not asked')),
  })
  const late = place({deadline: time.signal, clients: hanging(time)})
  expect(await all(late.text.ask({instructions: '', prompt: 'q'}, never))).toMatchObject([
    {type: 'failed', outcome: 'budget-ended'},
  ])
  const stopped = place({clients: hanging(interrupt)})
  await expect(all(stopped.text.ask({instructions: '', prompt: 'q'}, interrupt.signal))).rejects.toBe('over')
})

test('a missing key and a failure of the model are values with their outcome', async () => {
  const noKey = new CodexError('There is no key.', {code: 'NO_KEY', exitCode: 4, suggestions: ['Set one.']})
  const meter = createMeter(budgets, price)
  const keyless = place({
    meter,
    clients: {model: async () => Promise.reject(noKey), completions: async () => Promise.reject(noKey)},
  })
  expect(await all(keyless.text.complete({prompts: ['a']}, never))).toEqual([
    {
      type: 'failed',
      outcome: 'credentials',
      error: {code: 'NO_KEY', message: 'There is no key.', suggestions: ['Set one.']},
    },
  ])
  expect(meter.requests()).toBe(0)
  const failure = {kind: 'silent', message: 'It fell silent.', suggestions: []} as const
  const silent = place({answers: [{type: 'failed', failure}]})
  expect(await all(silent.text.ask({instructions: '', prompt: 'q'}, never))).toEqual([
    {
      type: 'failed',
      outcome: 'model-silent',
      error: {code: 'MODEL_SILENT', message: 'It fell silent.', suggestions: []},
    },
  ])
})
