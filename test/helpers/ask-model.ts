import type {CompletionClient, CompletionEvent} from '../../src/model/completion-client.ts'
import {createCompletionClient} from '../../src/model/create-completion-client.ts'
import {createModelClient} from '../../src/model/create-model-client.ts'
import type {ModelClientOptions} from '../../src/model/create-model-client.ts'
import type {ModelClient, ModelEvent, ModelRequest} from '../../src/model/model-client.ts'
import {resolveProvider} from '../../src/model/resolve-provider.ts'

export type TestedWire = 'responses' | 'chat' | 'completions'

type TestOptions = Partial<ModelClientOptions> & {readonly wire?: TestedWire; readonly stream?: boolean}

export const simpleRequest: ModelRequest = {
  model: 'codex-1',
  instructions: 'Be brief.',
  input: [{type: 'message', role: 'user', content: 'Hello'}],
  tools: [],
}

/** A client whose waits between requests take no time; `delaysMs` are those it asked for. */
export function testClient(
  baseUrl: string,
  options: TestOptions = {},
): {readonly client: ModelClient; readonly delaysMs: readonly number[]} {
  const {delaysMs, ...server} = testServer(baseUrl, {wire: 'responses', ...options})
  return {client: createModelClient(server), delaysMs}
}

export function testCompletionClient(
  baseUrl: string,
  options: TestOptions = {},
): {readonly client: CompletionClient; readonly delaysMs: readonly number[]} {
  const {delaysMs, ...server} = testServer(baseUrl, {wire: 'completions', ...options})
  return {client: createCompletionClient(server), delaysMs}
}

/** Asks for the answer to `Hello`, over whichever wire. */
export async function askModel(
  baseUrl: string,
  options: TestOptions = {},
): Promise<{readonly events: readonly (ModelEvent | CompletionEvent)[]; readonly delaysMs: readonly number[]}> {
  const stream = options.stream === undefined ? {} : {stream: options.stream}
  const {signal} = new AbortController()
  if (options.wire === 'completions') {
    const {client, delaysMs} = testCompletionClient(baseUrl, options)
    const request = {model: 'codex-1', prompts: ['Hello'], ...stream}
    return {events: await collect(client.complete(request, signal)), delaysMs}
  }
  const {client, delaysMs} = testClient(baseUrl, options)
  return {events: await collect(client.stream({...simpleRequest, ...stream}, signal)), delaysMs}
}

export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = []
  for await (const value of stream) values.push(value)
  return values
}

function testServer(
  baseUrl: string,
  {wire, stream: _, ...options}: TestOptions & {readonly wire: TestedWire},
): ModelClientOptions & {readonly delaysMs: readonly number[]} {
  const delaysMs: number[] = []
  return {
    provider: resolveProvider('acme', {baseUrl, wire}),
    apiKey: 'sk-test-0123456789abcd',
    keyOrigin: 'OPENAI_API_KEY',
    idleTimeoutMs: 5_000,
    now: () => Date.parse('2026-11-23T10:00:00Z'),
    random: () => 1,
    sleep: async (delayMs) => void delaysMs.push(delayMs),
    ...options,
    delaysMs,
  }
}
