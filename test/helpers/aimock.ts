import {LLMock} from '@copilotkit/aimock'
import {onTestFinished} from 'vitest'
import {z} from 'zod'
import type {InputItem, ModelEvent, ModelRequest} from '../../src/model/model-client.ts'

type AimockOptions = ConstructorParameters<typeof LLMock>[0]

/** A server that others wrote, so that our server and our client cannot agree on a mistake. Knows no `/completions`. */
export async function aimock(options: AimockOptions = {}): Promise<LLMock> {
  const server = await LLMock.create({port: 0, host: '127.0.0.1', ...options})
  onTestFinished(() => server.stop())
  return server
}

/** What one answer came to, whatever pieces it came in. */
export function summed(events: readonly ModelEvent[]) {
  const said = (type: 'text.delta' | 'reasoning.delta') =>
    events.map((event) => (event.type === type ? event.text : '')).join('')
  const end = events.at(-1)
  const items = end?.type === 'done' ? end.items : []
  return {
    end: end?.type === 'failed' ? end.failure.kind : end?.type,
    retries: events.flatMap((event) => (event.type === 'retry' ? [event.because] : [])),
    streamed: said('text.delta'),
    reasoning: said('reasoning.delta'),
    text: items.map((item) => (item.kind === 'message' ? item.text : '')).join(''),
    calls: items.flatMap((item) =>
      item.kind === 'tool_call' ? [[item.callId, item.name, JSON.parse(item.argumentsText) as unknown]] : [],
    ),
    usage: end?.type === 'done' ? end.usage : undefined,
  }
}

/** The next request of a conversation: the answer goes back, with what its tool calls gave. */
export function continued(
  request: ModelRequest,
  events: readonly ModelEvent[],
  outputs: Readonly<Record<string, string>>,
): ModelRequest {
  const end = events.at(-1)
  const answer = end?.type === 'done' ? end.items.map((item) => item.raw) : []
  const results: InputItem[] = Object.entries(outputs).map(([callId, output]) => ({
    type: 'function_call_output',
    call_id: callId,
    output,
  }))
  return {...request, input: [...request.input, ...answer, ...results]}
}

const body = z.looseObject({
  messages: z.array(
    z.looseObject({
      role: z.string(),
      content: z.unknown(),
      tool_call_id: z.string().optional(),
      tool_calls: z.array(z.looseObject({id: z.string(), function: z.looseObject({name: z.string()})})).optional(),
    }),
  ),
})

/** What the last request said, in the messages of chat completions: so aimock keeps requests of either wire. */
export function lastMessages(server: LLMock) {
  return body.parse(server.getLastRequest()?.body).messages
}
