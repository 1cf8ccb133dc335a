import {describe, expect, test} from 'vitest'
import type {ModelScript} from '../../../src/model/scripted/model-script.ts'
import {askModel} from '../../helpers/ask-model.ts'
import {scriptedModel} from '../../helpers/scripted-model.ts'
import {rawServer} from './raw-server.ts'

const good: ModelScript['steps'][number] = {reply: [{text: 'Hi.'}], usage: {input_tokens: 7, output_tokens: 2}}

describe.each(['responses', 'chat', 'completions'] as const)('an answer in one piece over %s', (wire) => {
  async function play(...steps: ModelScript['steps']) {
    const server = await scriptedModel({steps})
    const {events} = await askModel(server.baseUrl, {wire, stream: false, idleTimeoutMs: 1_000})
    return {events, flow: events.map((event) => event.type), requests: server.requests}
  }

  test('gives the same events as a streamed one', async () => {
    const {events, requests} = await play(good)

    expect(events[0]).toMatchObject({type: 'text.delta', text: 'Hi.'})
    expect(events[1]).toMatchObject({
      type: 'done',
      usage: {inputTokens: 7, cachedInputTokens: 0, outputTokens: 2, reasoningTokens: 0},
    })
    expect(requests[0]?.body).toMatchObject({stream: false})
  })

  test.each([
    ['is cut', {...good, fault: {end_early: true}}],
    ['says that the server failed', {fault: {failed: {code: 'server_error', message: 'm'}}}],
    ['has nothing in it', {fault: {empty: true}}],
    ['never comes', {fault: {stall_ms: 20_000}}],
    ['is refused for now', {fault: {status: 503}}],
    ['ends with the connection', {fault: {reset_after_events: 0}}],
  ] as const)('that %s is asked for again', async (_, step) => {
    const {flow} = await play(step, good)

    expect(flow).toEqual(['retry', 'text.delta', 'done'])
  })

  test('that the content filter stopped fails', async () => {
    const {events} = await play({fault: {incomplete: 'content_filter'}})

    expect(events).toMatchObject([{type: 'failed', failure: {kind: 'refused'}}])
  })

  test('that is a stream after all is refused', async () => {
    const {baseUrl} = await rawServer((request, response) => {
      request.resume()
      response.writeHead(200, {'content-type': 'text/event-stream'})
      response.end('data: [DONE]\n\n')
    })

    const {events} = await askModel(baseUrl, {wire, stream: false})

    expect(events).toMatchObject([{type: 'failed', failure: {kind: 'refused'}}])
  })
})
