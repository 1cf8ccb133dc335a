import type {ChatCompletionRequest} from '@copilotkit/aimock'
import {describe, expect, test} from 'vitest'
import type {ModelEvent, ModelRequest} from '../../../src/model/model-client.ts'
import {aimock, continued, lastMessages, summed} from '../../helpers/aimock.ts'
import {collect, simpleRequest, testClient} from '../../helpers/ask-model.ts'

const nothing = {retries: [], streamed: '', reasoning: '', text: '', calls: []}

const schema = {
  type: 'object',
  properties: {ok: {type: 'boolean'}},
  required: ['ok'],
  additionalProperties: false,
}

const shell = {
  name: 'shell',
  description: 'Runs a command.',
  parameters: {type: 'object', properties: {command: {type: 'string'}}, required: ['command']},
}

describe.each([
  {wire: 'responses', stream: true},
  {wire: 'responses', stream: false},
  {wire: 'chat', stream: true},
  {wire: 'chat', stream: false},
] as const)('over $wire, stream: $stream', ({wire, stream}) => {
  const request = (more: Partial<ModelRequest> = {}): ModelRequest => ({...simpleRequest, stream, ...more})
  const ask = async (url: string, asked: ModelRequest): Promise<readonly ModelEvent[]> => {
    const {client} = testClient(`${url}/v1`, {wire})
    return collect(client.stream(asked, new AbortController().signal))
  }
  const counted =
    wire === 'responses' ? {input_tokens: 31, output_tokens: 7} : {prompt_tokens: 31, completion_tokens: 7}
  const usage = {inputTokens: 31, cachedInputTokens: 0, outputTokens: 7, reasoningTokens: 0}

  test('a text arrives whole and in its order, with its usage', async () => {
    const server = await aimock({chunkSize: 3})
    server.onMessage('Hello', {content: 'Grüße 👋 — all is well.', usage: counted})

    const events = await ask(server.url, request())

    const text = 'Grüße 👋 — all is well.'
    expect(summed(events)).toEqual({...nothing, end: 'done', streamed: text, text, usage})
    expect(events.filter(({type}) => type === 'text.delta')).toHaveLength(stream ? 8 : 1)
  })

  test('instructions and temperature are understood', async () => {
    const server = await aimock()
    const isAsSent = ({temperature}: ChatCompletionRequest) => temperature === 0.5
    server.on({systemMessage: 'Be brief.', predicate: isAsSent}, {content: 'Yes.', usage: counted})

    const events = await ask(server.url, request({temperature: 0.5}))

    expect(summed(events)).toMatchObject({end: 'done', text: 'Yes.'})
  })

  test('several tool calls of one answer arrive whole, and their results are found by their ids', async () => {
    const server = await aimock({chunkSize: 5})
    const [ls, cat] = [{command: 'ls'}, {command: 'cat "a\nb" | wc'}]
    server.on(
      {toolName: 'shell', turnIndex: 0},
      {
        content: 'Let me look.',
        toolCalls: [
          {name: 'shell', arguments: ls, id: 'call_1'},
          {name: 'shell', arguments: cat, id: 'call_2'},
        ],
        usage: counted,
      },
    )
    server.on({toolCallId: 'call_2', toolResultContains: 'twelve', turnIndex: 1}, {content: 'Twelve lines.'})
    const asked = request({tools: [shell]})

    const first = await ask(server.url, asked)
    const second = await ask(server.url, continued(asked, first, {call_1: 'a\nb', call_2: 'twelve'}))

    const calls = [
      ['call_1', 'shell', ls],
      ['call_2', 'shell', cat],
    ]
    expect(summed(first)).toEqual({
      ...nothing,
      end: 'done',
      streamed: 'Let me look.',
      text: 'Let me look.',
      calls,
      usage,
    })
    expect(summed(second)).toMatchObject({end: 'done', text: 'Twelve lines.'})
    const messages = lastMessages(server)
    expect(messages.flatMap(({tool_calls: made = []}) => made.map((call) => [call.id, call.function.name]))).toEqual([
      ['call_1', 'shell'],
      ['call_2', 'shell'],
    ])
    expect(messages.filter(({role}) => role === 'tool')).toEqual([
      {role: 'tool', tool_call_id: 'call_1', content: 'a\nb'},
      {role: 'tool', tool_call_id: 'call_2', content: 'twelve'},
    ])
  })

  test('a tool call before the text is found too', async () => {
    const server = await aimock({chunkSize: 4})
    server.onToolCall('shell', {
      blocks: [
        {type: 'toolCall', name: 'shell', arguments: {command: 'ls'}, id: 'call_1'},
        {type: 'text', text: 'That will do.'},
      ],
    })

    const events = await ask(server.url, request({tools: [shell]}))

    expect(summed(events)).toMatchObject({
      end: 'done',
      streamed: 'That will do.',
      text: 'That will do.',
      calls: [['call_1', 'shell', {command: 'ls'}]],
    })
  })

  test('reasoning is told apart from the answer, and goes back with it', async () => {
    const server = await aimock({chunkSize: 4})
    server.on({turnIndex: 0}, {content: 'All is well.', reasoning: 'A greeting.'})
    server.on({turnIndex: 1}, {content: 'Still well.'})
    const asked = request()

    const first = await ask(server.url, asked)
    const second = continued(asked, first, {})
    const later = await ask(server.url, {
      ...second,
      input: [...second.input, {type: 'message', role: 'user', content: 'Again'}],
    })

    expect(summed(first)).toMatchObject({end: 'done', streamed: 'All is well.', text: 'All is well.'})
    if (stream) expect(summed(first).reasoning).toBe('A greeting.')
    expect(summed(later)).toMatchObject({end: 'done', text: 'Still well.'})
  })
})

// Of the Responses API, aimock reads neither `text.format` nor pictures.
describe.each([true, false])('over chat alone, stream: %s', (stream) => {
  const ask = async (url: string, more: Partial<ModelRequest>) => {
    const {client} = testClient(`${url}/v1`, {wire: 'chat'})
    return summed(await collect(client.stream({...simpleRequest, stream, ...more}, new AbortController().signal)))
  }

  test('a schema of the answer is understood', async () => {
    const server = await aimock()
    server.on({responseFormat: 'json_schema'}, {content: '{"ok":true}'})

    const answer = await ask(server.url, {outputSchema: schema})

    expect(answer).toMatchObject({end: 'done', text: '{"ok":true}'})
  })

  test('a picture arrives beside the prompt', async () => {
    const server = await aimock()
    server.onMessage('What is this?', {content: 'A dot.'})
    const url = 'data:image/png;base64,iVBORw0KGgo='
    const content = [
      {type: 'input_text', text: 'What is this?'},
      {type: 'input_image', image_url: url, detail: 'auto'},
    ]

    const answer = await ask(server.url, {input: [{type: 'message', role: 'user', content}]})

    expect(answer).toMatchObject({end: 'done', text: 'A dot.'})
    expect(lastMessages(server).at(-1)?.content).toEqual([
      {type: 'text', text: 'What is this?'},
      {type: 'image_url', image_url: {url, detail: 'auto'}},
    ])
  })
})
