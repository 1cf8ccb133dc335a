import {describe, expect, test} from 'vitest'
import type {ModelScript} from '../../../src/model/scripted/model-script.ts'
import {askModel} from '../../helpers/ask-model.ts'
import type {TestedWire} from '../../helpers/ask-model.ts'
import {scriptedModel} from '../../helpers/scripted-model.ts'

type Step = ModelScript['steps'][number]

const good: Step = {reply: [{text: 'Hi.'}], usage: {input_tokens: 7, output_tokens: 2}}

function status(code: number, error: object = {message: 'no'}, headers: Record<string, string> = {}): Step {
  return {fault: {status: code, headers, body: {error}}}
}

async function playOn(wire: TestedWire, steps: Step[], options: Parameters<typeof askModel>[1] = {}) {
  const server = await scriptedModel({steps})
  const {events, delaysMs} = await askModel(server.baseUrl, {wire, ...options})
  return {
    requests: server.requests.length,
    delaysMs,
    flow: events.map((event) => (event.type === 'text.delta' ? event.text : event.type)),
    reasons: events.flatMap((event) => (event.type === 'retry' ? [event.because] : [])),
    failure: events.flatMap((event) => (event.type === 'failed' ? [event.failure] : []))[0],
    baseUrl: server.baseUrl,
  }
}

describe.each(['responses', 'chat', 'completions'] as const)('over %s', (wire) => {
  const play = (steps: Step[], options: Parameters<typeof askModel>[1] = {}) => playOn(wire, steps, options)

  test('401 is one request, and says which key was refused where, but not the key', async () => {
    const message = 'Incorrect API key provided: sk-test-0123456789abcd.'
    const played = await play([status(401, {message, code: 'invalid_api_key', type: 'invalid_request_error'})])

    expect(played.requests).toBe(1)
    expect(played.flow).toEqual(['failed'])
    expect(played.failure).toEqual({
      kind: 'credentials',
      message:
        `The model "codex-1" at ${played.baseUrl} gave no complete answer: the server refused the key from ` +
        'OPENAI_API_KEY (it ends in abcd) with 401 (Incorrect API key provided: ….). 1 request was sent.',
      suggestions: ['Check the key, or set another one in the environment or in the configuration.'],
    })
  })

  test.each([
    ['403', status(403), 'credentials'],
    ['404 for the model', status(404, {message: 'no such model', code: 'model_not_found'}), 'refused'],
    ['400', status(400, {message: 'bad', code: 'invalid_value'}), 'refused'],
    ['400 context_length_exceeded', status(400, {message: 'long', code: 'context_length_exceeded'}), 'context-length'],
    ['429 insufficient_quota', status(429, {message: 'pay', code: 'insufficient_quota'}), 'quota'],
    ['a redirect', status(307, {message: ''}, {location: 'http://127.0.0.2:9/v1'}), 'refused'],
    ['a 429 that asks to wait an hour', status(429, {message: 'slow'}, {'retry-after': '3600'}), 'server'],
    [
      'response.failed with a code that cannot pass',
      {fault: {failed: {code: 'invalid_prompt', message: 'no'}}},
      'refused',
    ],
    [
      'an error event for a full context',
      {fault: {error_event: {code: 'context_length_exceeded', message: ''}}},
      'context-length',
    ],
    ['an answer cut by the content filter', {fault: {incomplete: 'content_filter'}}, 'refused'],
  ] as const)('%s is one request and fails at once', async (_, step, kind) => {
    const played = await play([step])

    expect({requests: played.requests, flow: played.flow, kind: played.failure?.kind}).toEqual({
      requests: 1,
      flow: ['failed'],
      kind,
    })
  })

  test.each([
    ['seconds', {'retry-after': '20'}, 20_000],
    ['a date', {'retry-after': 'Mon, 23 Nov 2026 10:00:30 GMT'}, 30_000],
  ])('429 with Retry-After as %s waits exactly that long and says so', async (_, headers, delayMs) => {
    const played = await play([status(429, {message: 'slow down', code: 'rate_limit_exceeded'}, headers), good])

    expect(played.flow).toEqual(['retry', 'Hi.', 'done'])
    expect(played.delaysMs).toEqual([delayMs])
    expect(played.reasons).toEqual([`the server answered 429 (slow down) and asks to wait ${delayMs / 1_000} s`])
  })

  test.each([408, 409, 429, 500, 502, 503, 529])('%i for ever is four requests with growing waits', async (code) => {
    const played = await play([status(code), status(code), status(code), status(code)])

    expect(played.requests).toBe(4)
    expect(played.flow).toEqual(['retry', 'retry', 'retry', 'failed'])
    expect(played.delaysMs).toEqual([500, 1_000, 2_000])
    expect(played.failure?.kind).toBe('server')
  })

  test.each([
    ['a reset in mid-stream', {reset_after_events: 5}],
    ['a stream that ends early', {end_early: true}],
  ] as const)('after %s the request is sent again, four times at most', async (_, fault) => {
    const cut: Step = {reply: [{text: 'Half'}], fault}

    const repaired = await play([cut, good])
    const never = await play([cut, cut, cut, cut])

    expect(repaired.flow).toEqual(['Half', 'retry', 'Hi.', 'done'])
    expect(never.flow).toEqual(['Half', 'retry', 'Half', 'retry', 'Half', 'retry', 'Half', 'failed'])
    expect(never.failure?.kind).toBe('cut')
  })

  test('a connection that is cut before the answer begins is tried again', async () => {
    const played = await play([{fault: {reset_after_events: 0}}, good])

    expect(played.flow).toEqual(['retry', 'Hi.', 'done'])
  })

  test('a damaged frame is not skipped: the request is sent once more, then fails', async () => {
    const damaged: Step = {reply: [{text: 'Hi.'}], fault: {malformed_frame: true}}

    const repaired = await play([damaged, good])
    const never = await play([damaged, damaged])

    expect(repaired.flow).toEqual(['Hi.', 'retry', 'Hi.', 'done'])
    expect(never.flow).toEqual(['Hi.', 'retry', 'Hi.', 'failed'])
    expect(never.failure?.kind).toBe('server')
  })

  test('an answer with nothing in it is asked for once more, then fails', async () => {
    const played = await play([{fault: {empty: true}}, {fault: {empty: true}}])

    expect({requests: played.requests, kind: played.failure?.kind}).toEqual({requests: 2, kind: 'empty'})
  })

  test.each([
    ['before the first byte', {stall_ms: 20_000}],
    ['in mid-stream', {stall_ms: 20_000, after_events: 3}],
  ])('a server that falls silent %s is given up after the idle time-out', async (_, fault) => {
    const played = await play([{fault}, good], {idleTimeoutMs: 150})
    const never = await play([{fault}, {fault}, {fault}], {idleTimeoutMs: 150})

    expect(played.flow).toEqual(['retry', 'Hi.', 'done'])
    expect(played.reasons).toEqual(['nothing arrived for 0.15 s'])
    expect(never.flow).toEqual(['retry', 'retry', 'failed'])
    expect(never.failure?.kind).toBe('silent')
  })

  test('a slow server that is never silent for long is waited for', async () => {
    const step: Step = {reply: [{text: 'slowly'}], delta_characters: 1, delta_ms: 100}

    const played = await play([step], {idleTimeoutMs: 400})

    expect(played.flow.join(' ')).toBe('s l o w l y done')
  })

  test('a server that is not there is given up after three attempts', async () => {
    const server = await scriptedModel({steps: []})
    await server.close()

    const {events, delaysMs} = await askModel(server.baseUrl, {wire})

    expect(delaysMs).toEqual([500, 1_000])
    expect(events.at(-1)).toEqual({
      type: 'failed',
      failure: {
        kind: 'unreachable',
        message:
          `The model "codex-1" at ${server.baseUrl} gave no complete answer: ` +
          'the address cannot be reached (ECONNREFUSED). It was tried 3 times.',
        suggestions: ['Check the network, `base_url`, and whether a local server runs.'],
      },
    })
  })

  test('a server that does not speak TLS is not asked again', async () => {
    const server = await scriptedModel({steps: []})

    const {events} = await askModel(server.baseUrl.replace('http:', 'https:'), {wire})

    expect(events.map((event) => event.type)).toEqual(['failed'])
    expect(events[0]).toMatchObject({failure: {kind: 'unreachable'}})
  })
})

test.each(['responses', 'chat'] as const)(
  'over %s an answer that reached the limit of tokens is a failure although it has text',
  async (wire) => {
    const played = await playOn(wire, [{reply: [{text: 'Half an'}], fault: {incomplete: 'max_output_tokens'}}])

    expect(played.flow).toEqual(['Half an', 'failed'])
    expect(played.failure?.kind).toBe('cut')
    expect(played.failure?.suggestions).toEqual(['Allow more with `--max-output-tokens`, or ask for less at once.'])
  },
)

describe.each(['responses', 'chat'] as const)('over %s', (wire) => {
  test.each([
    ['only reasoning', {reply: [{reasoning: 'Well.'}]}],
    ['only white space', {reply: [{text: ' \n'}]}],
  ])('an answer with %s is asked for once more, then fails', async (_, step) => {
    const played = await playOn(wire, [step, step])

    expect({requests: played.requests, kind: played.failure?.kind}).toEqual({requests: 2, kind: 'empty'})
  })
})
