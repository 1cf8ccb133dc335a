import {createResponsesClient} from '../../src/model/create-responses-client.ts'
import type {ResponsesClientOptions} from '../../src/model/create-responses-client.ts'
import type {ModelEvent, ModelRequest} from '../../src/model/model-client.ts'

export const simpleRequest: ModelRequest = {
  model: 'codex-1',
  instructions: 'Be brief.',
  input: [{type: 'message', role: 'user', content: 'Hello'}],
  tools: [],
}

/** A client whose waits between requests take no time; `delaysMs` are those it asked for. */
export function testClient(baseUrl: string, options: Partial<ResponsesClientOptions> = {}) {
  const delaysMs: number[] = []
  const client = createResponsesClient({
    apiKey: 'sk-test-0123456789abcd',
    keyOrigin: 'OPENAI_API_KEY',
    baseUrl,
    idleTimeoutMs: 5_000,
    now: () => Date.parse('2026-11-23T10:00:00Z'),
    random: () => 1,
    sleep: async (delayMs) => void delaysMs.push(delayMs),
    ...options,
  })
  return {client, delaysMs}
}

export async function askModel(
  baseUrl: string,
  options: Partial<ResponsesClientOptions> = {},
): Promise<{readonly events: readonly ModelEvent[]; readonly delaysMs: readonly number[]}> {
  const {client, delaysMs} = testClient(baseUrl, options)
  const events = await collect(client.stream(simpleRequest, new AbortController().signal))
  return {events, delaysMs}
}

export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = []
  for await (const value of stream) values.push(value)
  return values
}
