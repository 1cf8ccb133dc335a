import type {LLMock} from '@copilotkit/aimock'
import {describe, expect, test} from 'vitest'
import {aimock, summed} from '../../helpers/aimock.ts'
import {collect, simpleRequest, testClient} from '../../helpers/ask-model.ts'

const answer = {content: 'All is well, and more is to come.'}

describe.each([
  {wire: 'responses', stream: true},
  {wire: 'responses', stream: false},
  {wire: 'chat', stream: true},
  {wire: 'chat', stream: false},
] as const)('over $wire, stream: $stream', ({wire, stream}) => {
  async function ask(server: LLMock) {
    const {client, delaysMs} = testClient(`${server.url}/v1`, {wire, apiKey: 'sk-right'})
    const events = await collect(client.stream({...simpleRequest, stream}, new AbortController().signal))
    const {end, text} = summed(events)
    return {end, text, delaysMs, requests: server.getRequests().length}
  }

  const answered = {end: 'done', text: answer.content, requests: 2}

  test.each([
    [400, 'refused'],
    [401, 'credentials'],
    [403, 'credentials'],
    [404, 'refused'],
  ])('%i is one request', async (status, end) => {
    const server = await aimock()
    server.onMessage('Hello', answer)
    server.nextRequestError(status, {message: 'No.'})

    expect(await ask(server)).toEqual({end, text: '', delaysMs: [], requests: 1})
  })

  test('a used up quota is one request', async () => {
    const server = await aimock()
    server.onMessage('Hello', answer)
    server.nextRequestError(429, {message: 'No.', type: 'insufficient_quota', code: 'insufficient_quota'})

    expect(await ask(server)).toEqual({end: 'quota', text: '', delaysMs: [], requests: 1})
  })

  test.each([
    [429, 1_000],
    [500, 500],
    [503, 500],
  ])('%i is tried again, after %i ms', async (status, delayMs) => {
    const server = await aimock()
    server.onMessage('Hello', answer)
    server.nextRequestError(status, {message: 'Not now.'})

    expect(await ask(server)).toEqual({...answered, delaysMs: [delayMs]})
  })

  test('Retry-After is what an error asks for', async () => {
    const server = await aimock()
    server.on({userMessage: 'Hello', sequenceIndex: 0}, {error: {message: 'Slow.'}, status: 429, retryAfter: 17})
    server.onMessage('Hello', answer)

    expect(await ask(server)).toEqual({...answered, delaysMs: [17_000]})
  })

  test.each([
    ['drops every request', {dropRate: 1}, {end: 'server', delaysMs: [500, 1_000, 2_000], requests: 4}],
    ['cuts every connection', {disconnectRate: 1}, {end: 'cut', delaysMs: [500, 1_000, 2_000], requests: 4}],
    ['limits every request', {rateLimitRate: 1}, {end: 'server', delaysMs: [1_000, 1_000, 1_000], requests: 4}],
  ])('a server that %s is given up', async (_, chaos, end) => {
    const server = await aimock({chaos})
    server.onMessage('Hello', answer)

    expect(await ask(server)).toEqual({...end, text: ''})
  })

  test('JSON that is damaged is no answer', async () => {
    const server = await aimock({chaos: {malformedRate: 1}})
    server.onMessage('Hello', answer)

    // In place of a stream it is something else altogether, which does not pass by itself.
    const end = stream ? {end: 'refused', delaysMs: [], requests: 1} : {end: 'server', delaysMs: [500], requests: 2}
    expect(await ask(server)).toEqual({...end, text: ''})
  })

  test('the key arrives as the server wants it', async () => {
    const server = await aimock({auth: {apiKeys: ['sk-right']}})
    server.onMessage('Hello', answer)
    const other = await aimock({auth: {apiKeys: ['sk-other']}})

    expect(await ask(server)).toEqual({...answered, delaysMs: [], requests: 1})
    expect(await ask(other)).toMatchObject({end: 'credentials', text: '', delaysMs: []})
  })
})

describe.each(['responses', 'chat'] as const)('over %s', (wire) => {
  test.each([1, 4, 8])('a stream that breaks off after %i chunks is no answer', async (truncateAfterChunks) => {
    const server = await aimock()
    server.onMessage('Hello', answer, {chunkSize: 3, truncateAfterChunks})
    const {client} = testClient(`${server.url}/v1`, {wire})

    const events = await collect(client.stream(simpleRequest, new AbortController().signal))

    expect(summed(events)).toMatchObject({end: 'cut', text: ''})
    expect(server.getRequests()).toHaveLength(4)
  })
})
