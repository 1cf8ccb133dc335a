import {once} from 'node:events'
import type {ServerResponse} from 'node:http'
import {expect, onTestFinished, test, vi} from 'vitest'
import type {ModelEvent} from '../../../src/model/model-client.ts'
import {simpleRequest, testClient} from '../../helpers/ask-model.ts'
import {frame, rawServer} from './raw-server.ts'

const hourMs = 3_600_000

/** Answers nothing until it is told to; time passes only when the test says so. */
async function silentServer() {
  vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']})
  onTestFinished(() => void vi.useRealTimers())
  const {server, baseUrl} = await rawServer((request) => request.resume())
  const {client} = testClient(baseUrl, {idleTimeoutMs: hourMs})
  const events: ModelEvent[] = []
  const read = async () => {
    for await (const event of client.stream(simpleRequest, new AbortController().signal)) events.push(event)
  }
  const ended = read()
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse]
  return {server, response, events, ended}
}

test('a time-out of an hour holds: neither 300 s before the answer nor 300 s in it end the request', async () => {
  const {response, events, ended} = await silentServer()

  await vi.advanceTimersByTimeAsync(hourMs - 1_000)
  response.writeHead(200, {'content-type': 'text/event-stream'})
  response.write(frame({type: 'response.output_text.delta', delta: 'Hi.'}))
  await vi.waitUntil(() => events.length === 1)
  await vi.advanceTimersByTimeAsync(hourMs - 1_000)
  const item = {type: 'message', content: [{type: 'output_text', text: 'Hi.'}]}
  response.end(frame({type: 'response.completed', response: {output: [item]}}))
  await ended

  expect(events.map((event) => event.type)).toEqual(['text.delta', 'done'])
})

test('when the hour is over the request ends', async () => {
  const {server, response, events} = await silentServer()
  const again = once(server, 'request')
  const gone = once(response, 'close')

  await vi.advanceTimersByTimeAsync(hourMs)
  await gone
  await again

  expect(events).toEqual([{type: 'retry', attempt: 2, because: 'nothing arrived for 3600 s', delayMs: 500}])
})
