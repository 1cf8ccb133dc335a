import {expect, test} from 'vitest'
import {recordModel} from '../../../../src/cli/record/record-traffic.ts'
import {exchangesOf} from '../../../../src/cli/replay/exchanges.ts'
import type {ModelClient, ModelRequest} from '../../../../src/model/model-client.ts'
import type {Entry} from '../../../../src/runtime/transcript.ts'
import {createRedactor} from '../../../../src/store/create-redactor.ts'
import type {RecordLine} from '../../../../src/store/session-record.ts'

const usage = {inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, reasoningTokens: 0}
const secret = 'correct horse battery'

const model: ModelClient = {
  async *stream() {
    yield {type: 'text.delta', text: 'It is correct'}
    yield {type: 'reasoning.delta', text: 'horse'}
    yield {type: 'text.delta', text: ' horse bat'}
    yield {type: 'text.delta', text: 'tery.'}
    yield {type: 'done', items: [], usage}
  },
}

async function recorded(
  requests: readonly ModelRequest[],
  entries: readonly Entry[] = [],
): Promise<readonly RecordLine[]> {
  const lines: RecordLine[] = []
  const recorder = {note: (line: RecordLine) => void lines.push(line), id: () => 'record'}
  const client = recordModel(model, {recorder, redactor: createRedactor([secret]), entries: () => entries})
  for (const request of requests) for await (const _ of client.stream(request, new AbortController().signal));
  return lines
}

function asking(...texts: readonly string[]): ModelRequest {
  return {model: 'm', instructions: 'Be brief.', input: texts.map((text) => ({text})), tools: []}
}

test('only what is new of a request is kept, and all of it is found again', async () => {
  const requests = [asking('a', 'b'), asking('a', 'b', 'c'), {...asking('x', 'c'), temperature: 1}]

  const lines = await recorded(requests)

  expect(lines.filter(({kind}) => kind === 'request')).toEqual([
    {
      kind: 'request',
      frame: {model: 'm', instructions: 'Be brief.', tools: []},
      kept: 0,
      input: [{text: 'a'}, {text: 'b'}],
    },
    {kind: 'request', kept: 2, input: [{text: 'c'}]},
    {
      kind: 'request',
      frame: {model: 'm', instructions: 'Be brief.', tools: [], temperature: 1},
      kept: 0,
      input: [{text: 'x'}, {text: 'c'}],
    },
  ])
  expect(exchangesOf({lines}).map(({frame, input}) => ({...frame, input}))).toEqual(requests)
})

test('a secret that is streamed in pieces is in none of them', async () => {
  const [, answer] = await recorded([asking('a')])

  expect(answer).toEqual({
    kind: 'answer',
    events: [
      {type: 'text.delta', text: 'It is [redacted]'},
      {type: 'reasoning.delta', text: 'horse'},
      {type: 'text.delta', text: '.'},
      {type: 'done', items: [], usage},
    ],
  })
})

test.each<{what: string; lines: readonly RecordLine[]}>([
  {what: 'an answer without a request', lines: [{kind: 'answer', events: []}]},
  {what: 'more kept than there was', lines: [{kind: 'request', frame: {}, kept: 1, input: []}]},
  {what: 'a first request without a frame', lines: [{kind: 'request', kept: 0, input: []}]},
  {
    what: 'two answers to one request',
    lines: [
      {kind: 'request', frame: {}, kept: 0, input: []},
      {kind: 'answer', events: []},
      {kind: 'answer', events: []},
    ],
  },
])('a record with $what is refused', ({lines}) => {
  expect(() => exchangesOf({lines})).toThrow('do not fit each other')
})

test('what the items of a request stand for is kept where it is about the conversation', async () => {
  const request = asking('facts', 'prompt', 'answer')
  const kinds = ['context', 'prompt', 'work'] as const
  const conversation = request.input.map((item, index) => ({item, kind: kinds[index] ?? 'work'}))

  const lines = await recorded([request, asking('facts', 'prompt', 'answer')], conversation)

  expect(lines.filter(({kind}) => kind === 'request').map((line) => 'entries' in line && line.entries)).toEqual([
    'cpw',
    false,
  ])
})
