import {expect, test} from 'vitest'
import {exitCodeOf} from '../../../src/cli/exit-code.ts'
import type {ModelScript} from '../../../src/model/scripted/model-script.ts'
import type {RecordedRequest} from '../../../src/model/scripted/start-scripted-server.ts'
import {runs, says} from '../../helpers/replies.ts'
import {openSession, runTurn} from '../../helpers/run-turn.ts'

const fullAuto = {'approval-mode': 'full-auto'}
const tooLong = {fault: {status: 400, body: {error: {message: 'Too long.', code: 'context_length_exceeded'}}}}

function sent(requests: readonly RecordedRequest[]) {
  return requests.map(({body}) => {
    const {store, previous_response_id: id, input} = body as Record<string, unknown>
    return {store, id, types: (input as {type: string}[]).map(({type}) => type)}
  })
}

test('by default nothing is kept by the server, and every request carries everything', async () => {
  const {requests} = await runTurn({script: {steps: [runs('echo a'), says('Done.')]}, flags: fullAuto})
  expect(sent(requests)).toEqual([
    {store: false, id: undefined, types: ['message', 'message']},
    {store: false, id: undefined, types: ['message', 'message', 'function_call', 'function_call_output']},
  ])
})

test('`store: true` sends only what is new, over steps and turns', async () => {
  const session = await openSession({
    script: {
      steps: [
        runs('echo a'),
        {...says('Done.'), expect: {input_items: 4, last_tool_output: {contains: 'a'}}},
        {...says('Yes.'), expect: {input_items: 6, last_user_text: {contains: 'Sure?'}}},
      ],
    },
    flags: fullAuto,
    config: 'store: true\n',
  })
  await session.turn('Do it.')
  await session.turn('Sure?')

  expect(sent(session.requests)).toEqual([
    {store: true, id: undefined, types: ['message', 'message']},
    {store: true, id: 'resp_1', types: ['function_call_output']},
    {store: true, id: 'resp_2', types: ['message']},
  ])
})

test('chat completions are never sent a state', async () => {
  const {requests} = await runTurn({
    script: {steps: [runs('echo a'), says('Done.')]},
    flags: fullAuto,
    config: 'store: true\nwire: chat\n',
  })
  expect(requests.flatMap(({body}) => Object.keys(body as object))).not.toContain('store')
  expect(requests.flatMap(({body}) => Object.keys(body as object))).not.toContain('previous_response_id')
})

test('a server that forgot gets everything once, and no call runs again', async () => {
  const script: ModelScript = {
    steps: [runs('echo a >> a.txt; cat a.txt'), {...says('Done.'), forgets: true, expect: {input_items: 4}}],
  }
  const {result, requests, events} = await runTurn({script, flags: fullAuto, config: 'store: true\n'})

  expect(exitCodeOf(result)).toBe(0)
  expect(sent(requests)).toEqual([
    {store: true, id: undefined, types: ['message', 'message']},
    {store: true, id: 'resp_1', types: ['function_call_output']},
    {store: true, id: undefined, types: ['message', 'message', 'function_call', 'function_call_output']},
  ])
  expect(events.filter(({type}) => type === 'tool_call.start')).toHaveLength(1)
  expect(events.filter(({type}) => type === 'step.retry')).toEqual([
    {
      type: 'step.retry',
      step: 2,
      attempt: 2,
      because: 'the server does not know the answer before any more, so everything is sent again',
      delayMs: 0,
    },
  ])
})

test('after a compaction everything is sent, and then again only what is new', async () => {
  const script: ModelScript = {
    steps: [runs('seq 1 3000'), runs('echo b'), tooLong, says('Half is done.'), runs('echo c'), says('Done.')],
  }
  const {result, requests} = await runTurn({script, flags: fullAuto, config: 'store: true\n'})

  expect(exitCodeOf(result)).toBe(0)
  const wholeAgain = ['message', 'message', 'message', 'function_call', 'function_call_output']
  expect(sent(requests).map(({id, types}) => [id, types.length])).toEqual([
    [undefined, 2],
    ['resp_1', 1],
    ['resp_2', 1],
    [undefined, 1],
    [undefined, wholeAgain.length],
    ['resp_5', 1],
  ])
})

test('a turn that was interrupted in an answer goes on from the last whole one', async () => {
  const session = await openSession({
    script: {
      steps: [
        runs('echo a'),
        {...says('Half of it'), delta_characters: 1, delta_ms: 50},
        {...says('Here I am.'), expect: {last_user_text: {contains: 'Go on.'}}},
      ],
    },
    flags: fullAuto,
    config: 'store: true\n',
  })
  const controller = new AbortController()
  await session.turn('Do it.', {
    signal: controller.signal,
    onEvent: (event) => {
      if (event.type === 'text.delta') controller.abort('SIGINT')
    },
  })
  await session.turn('Go on.')

  expect(sent(session.requests).at(-1)).toMatchObject({
    id: 'resp_1',
    types: ['function_call_output', 'message', 'message'],
  })
})
