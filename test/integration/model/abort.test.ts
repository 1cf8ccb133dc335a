import {once} from 'node:events'
import {setTimeout as wait} from 'node:timers/promises'
import {expect, test} from 'vitest'
import type {ModelEvent} from '../../../src/model/model-client.ts'
import {collect, simpleRequest, testClient} from '../../helpers/ask-model.ts'
import {scriptedModel} from '../../helpers/scripted-model.ts'
import {frame, rawServer} from './raw-server.ts'

/** Sends two deltas at once and then nothing; `gone` resolves when the connection has ended. */
async function hangingServer(options: {readonly sendsDeltas: boolean}) {
  const gone = Promise.withResolvers<void>()
  const asked = Promise.withResolvers<void>()
  const {baseUrl} = await rawServer(async (request, response) => {
    request.resume()
    asked.resolve()
    if (options.sendsDeltas) {
      response.writeHead(200, {'content-type': 'text/event-stream'})
      const isChat = request.url?.endsWith('/chat/completions') === true
      const deltas = ['Hal', 'lo'].map((delta) => frame(isChat ? chatDelta(delta) : responsesDelta(delta)))
      response.write(deltas.join(''))
    }
    await once(response, 'close')
    gone.resolve()
  })
  return {baseUrl, asked: asked.promise, gone: gone.promise}
}

const responsesDelta = (delta: string) => ({type: 'response.output_text.delta', delta})
const chatDelta = (content: string) => ({id: 'x', choices: [{index: 0, delta: {content}, finish_reason: null}]})

test.each(['responses', 'chat'] as const)(
  'an abort in mid-stream throws its reason and destroys the connection over %s',
  async (wire) => {
    const server = await hangingServer({sendsDeltas: true})
    const {client} = testClient(server.baseUrl, {wire})
    const abort = new AbortController()
    const seen: ModelEvent[] = []

    const read = async () => {
      for await (const event of client.stream(simpleRequest, abort.signal)) {
        seen.push(event)
        abort.abort(new Error('stop now'))
      }
    }

    await expect(read()).rejects.toThrow('stop now')
    await server.gone
    expect(seen).toEqual([{type: 'text.delta', text: 'Hal'}])
  },
)

test('an abort before the first byte throws its reason and destroys the connection', async () => {
  const server = await hangingServer({sendsDeltas: false})
  const {client} = testClient(server.baseUrl)
  const abort = new AbortController()

  const read = collect(client.stream(simpleRequest, abort.signal))
  await server.asked
  abort.abort(new Error('stop now'))

  await expect(read).rejects.toThrow('stop now')
  await server.gone
})

test('an abort during the wait for a retry throws its reason', async () => {
  const server = await scriptedModel({steps: [{fault: {status: 500}}]})
  const sleep = async (_: number, signal: AbortSignal) => {
    await wait(20_000, undefined, {signal}).catch(() => signal.throwIfAborted())
  }
  const {client} = testClient(server.baseUrl, {sleep})
  const abort = new AbortController()

  const read = async () => {
    for await (const event of client.stream(simpleRequest, abort.signal)) {
      if (event.type === 'retry') setImmediate(() => abort.abort(new Error('stop now')))
    }
  }

  await expect(read()).rejects.toThrow('stop now')
})

test('a signal that is already aborted sends nothing', async () => {
  const server = await scriptedModel({steps: []})
  const {client} = testClient(server.baseUrl)

  const read = collect(client.stream(simpleRequest, AbortSignal.abort(new Error('too late'))))

  await expect(read).rejects.toThrow('too late')
  expect(server.requests).toEqual([])
})

test('a reader that leaves early ends the request, and no listener stays behind', async () => {
  const server = await hangingServer({sendsDeltas: true})
  const {client} = testClient(server.baseUrl)
  const abort = new AbortController()
  let listeners = 0
  const add = abort.signal.addEventListener.bind(abort.signal)
  const remove = abort.signal.removeEventListener.bind(abort.signal)
  abort.signal.addEventListener = (...args: Parameters<typeof add>) => {
    listeners += 1
    add(...args)
  }
  abort.signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listeners -= 1
    remove(...args)
  }

  for await (const event of client.stream(simpleRequest, abort.signal)) {
    expect(event).toEqual({type: 'text.delta', text: 'Hal'})
    break
  }

  await server.gone
  expect(listeners).toBe(0)
})
