import {expect, test} from 'vitest'
import type {AskEnd, AskServer, RetryEvent} from '../../../../src/model/ask-server.ts'
import {lookUpModel} from '../../../../src/model/catalogue.ts'
import type {InputItem, ModelDelta, ModelFailure, ModelRequest} from '../../../../src/model/model-client.ts'
import {createAskWithState} from '../../../../src/model/responses/ask-with-state.ts'
import type {ResponsesAnswer} from '../../../../src/model/responses/read-responses-answer.ts'

const known = lookUpModel('m')
const usage = {inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, reasoningTokens: 0}
const user = (text: string): InputItem => ({type: 'message', role: 'user', content: text})
const said = (text: string): InputItem => ({type: 'message', role: 'assistant', content: text})

type Play = AskEnd<ResponsesAnswer> & {readonly retries?: number}

function answer(text: string, responseId?: string, previousResponseId?: string): Play {
  const ids = {...(responseId && {responseId}), ...(previousResponseId && {previousResponseId})}
  return {kind: 'complete', answer: {items: [{kind: 'message', text, raw: said(text)}], usage, ...ids}}
}

function fails(kind: ModelFailure['kind']): Play {
  return {kind: 'failed', failure: {kind, message: '', suggestions: []}}
}

/** A server that answers as `plays` says; `sent` is what it got: the id to go on from, and the number of items. */
function server(plays: readonly Play[]) {
  const sent: {id: unknown; items: number}[] = []
  async function* asked({request}: {request: {body: object}}): AsyncGenerator<ModelDelta | RetryEvent, Play> {
    const body = request.body as {previous_response_id?: string; input: unknown[]; store: boolean}
    sent.push({id: body.previous_response_id, items: body.input.length})
    const play = plays[sent.length - 1] ?? fails('server')
    for (let retry = 1; retry <= (play.retries ?? 0); retry++) {
      yield {type: 'retry', attempt: retry + 1, because: 'it failed', delayMs: 1}
    }
    yield {type: 'text.delta', text: 'x'}
    return play
  }
  // One implementation for all kinds of answers cannot be typed without the wires.
  return {stateful: createAskWithState(asked as unknown as AskServer), sent}
}

async function ask(askWithState: ReturnType<typeof createAskWithState>, input: readonly InputItem[], model = 'm') {
  const request: ModelRequest = {model, instructions: '', tools: [], input}
  const asking = askWithState({request, known}, new AbortController().signal)
  const retries: (readonly [number, string])[] = []
  for (let next = await asking.next(); ; next = await asking.next()) {
    if (next.done === true) return {end: next.value, retries}
    if (next.value.type === 'retry') retries.push([next.value.attempt, next.value.because])
  }
}

const first = [user('a')]
const second = [...first, said('1'), user('b')]
const third = [...second, said('2'), user('c')]

test('a conversation that goes on is sent from the last answer on, also where its items are copies', async () => {
  const {stateful, sent} = server([answer('1', 'r1'), answer('2', 'r2', 'r1'), answer('3', 'r3', 'r2')])
  await ask(stateful, first)
  await ask(stateful, second)
  await ask(stateful, structuredClone(third))

  expect(sent).toEqual([
    {id: undefined, items: 1},
    {id: 'r1', items: 1},
    {id: 'r2', items: 1},
  ])
})

test('another conversation, a shorter one, the same one and another model are sent as a whole', async () => {
  const {stateful, sent} = server(Array.from({length: 8}, (_, index) => answer('1', `r${index}`)))
  await ask(stateful, first)
  await ask(stateful, [user('other'), said('1'), user('b')])
  await ask(stateful, first)
  await ask(stateful, first)
  await ask(stateful, [...first, said('1')])
  await ask(stateful, second, 'another')

  expect(sent.map(({id}) => id)).toEqual(Array.from({length: 6}, () => undefined))
})

test('what the server has not seen, such as an answer from a cache, is sent with what is new', async () => {
  const {stateful, sent} = server([answer('1', 'r1'), answer('3', 'r3', 'r1')])
  await ask(stateful, first)
  await ask(stateful, third)
  expect(sent[1]).toEqual({id: 'r1', items: 3})
})

test('an answer the server forgot is sent again as a whole, once, and the attempts are counted on', async () => {
  const {stateful, sent} = server([
    answer('1', 'r1'),
    {...fails('state-lost'), retries: 1},
    {...answer('2', 'r2'), retries: 1},
    answer('3', 'r3', 'r2'),
  ])
  await ask(stateful, first)
  const {end, retries} = await ask(stateful, second)
  await ask(stateful, third)

  expect(end.kind).toBe('complete')
  expect(retries).toEqual([
    [2, 'it failed'],
    [3, 'the server does not know the answer before any more, so everything is sent again'],
    [4, 'it failed'],
  ])
  expect(sent).toEqual([
    {id: undefined, items: 1},
    {id: 'r1', items: 1},
    {id: undefined, items: 3},
    {id: 'r2', items: 1},
  ])
})

test('a server that forgets twice is not asked to remember again', async () => {
  const lost = fails('state-lost')
  const {stateful, sent} = server([
    answer('1', 'r1'),
    lost,
    answer('2', 'r2'),
    lost,
    answer('3', 'r3'),
    answer('4', 'r4'),
  ])
  await ask(stateful, first)
  await ask(stateful, second)
  await ask(stateful, third)
  await ask(stateful, [...third, said('3'), user('d')])
  expect(sent.map(({id}) => id)).toEqual([undefined, 'r1', undefined, 'r2', undefined, undefined])
})

test('an answer that was given without the conversation is void, and the server is not trusted with it again', async () => {
  const {stateful, sent} = server([answer('1', 'r1'), answer('What?', 'r2'), answer('2', 'r3'), answer('3', 'r4')])
  await ask(stateful, first)
  const {end, retries} = await ask(stateful, second)
  await ask(stateful, third)

  expect(end).toMatchObject({kind: 'complete', answer: {items: [{text: '2'}]}})
  expect(retries).toEqual([[2, 'the server ignores what it was asked to keep, so everything is sent again']])
  expect(sent.map(({id}) => id)).toEqual([undefined, 'r1', undefined, undefined])
})

test('another failure is a failure, and what was kept before stays good', async () => {
  const {stateful, sent} = server([answer('1', 'r1'), fails('server'), answer('2', 'r2', 'r1')])
  await ask(stateful, first)
  const {end} = await ask(stateful, second)
  await ask(stateful, second)

  expect(end.kind).toBe('failed')
  expect(sent.map(({id}) => id)).toEqual([undefined, 'r1', 'r1'])
})

test('without a name of the answer everything is sent', async () => {
  const {stateful, sent} = server([answer('1'), answer('2')])
  await ask(stateful, first)
  await ask(stateful, second)
  expect(sent.map(({id}) => id)).toEqual([undefined, undefined])
})
