import {expect, test} from 'vitest'
import type {CompletionEvent, CompletionRequest} from '../../../src/model/completion-client.ts'
import {collect, testCompletionClient} from '../../helpers/ask-model.ts'
import {scriptedModel} from '../../helpers/scripted-model.ts'

function textsOf(events: readonly CompletionEvent[]) {
  const done = events.at(-1)
  return done?.type === 'done' ? done.choices.map(({prompt, candidate, text}) => [prompt, candidate, text]) : []
}

async function complete(baseUrl: string, request: Partial<CompletionRequest>) {
  const {client} = testCompletionClient(baseUrl)
  const asked = {model: 'coder', prompts: ['a = '], ...request}
  return collect(client.complete(asked, new AbortController().signal))
}

test('the text at a cursor is streamed', async () => {
  const server = await scriptedModel({
    steps: [
      {
        expect: {model: 'coder', last_user_text: {matches: '^a = $'}},
        reply: [{text: '1 + 2'}],
        delta_characters: 2,
        usage: {input_tokens: 9, cached_tokens: 3, output_tokens: 4},
      },
    ],
  })

  const events = await complete(server.baseUrl, {suffix: '\nprint(a)'})

  const delta = (text: string) => ({type: 'text.delta', prompt: 0, candidate: 0, text})
  expect(events).toEqual([
    delta('1 '),
    delta('+ '),
    delta('2'),
    {
      type: 'done',
      choices: [{prompt: 0, candidate: 0, text: '1 + 2', endedBy: 'stop'}],
      usage: {inputTokens: 9, cachedInputTokens: 3, outputTokens: 4, reasoningTokens: 0},
    },
  ])
  expect(server.requests[0]).toMatchObject({path: '/v1/completions', body: {suffix: '\nprint(a)', prompt: 'a = '}})
})

test.each([true, false])('many prompts and candidates are one request (streamed: %s)', async (stream) => {
  const reply = ['a', 'b', 'c', 'd'].map((text) => ({text}))
  const server = await scriptedModel({steps: [{expect: {input_items: 2}, reply}]})

  const events = await complete(server.baseUrl, {prompts: ['x', 'y'], candidates: 2, stream})

  expect(textsOf(events)).toEqual([
    [0, 0, 'a'],
    [0, 1, 'b'],
    [1, 0, 'c'],
    [1, 1, 'd'],
  ])
  expect(server.requests).toHaveLength(1)
})

test('a completion that reached its limit is no failure, and one empty text among others neither', async () => {
  const server = await scriptedModel({
    steps: [{reply: [{text: 'a'}, {text: ''}], fault: {incomplete: 'max_output_tokens'}}],
  })

  const events = await complete(server.baseUrl, {prompts: ['x', 'y'], maxOutputTokens: 1})

  expect(events.at(-1)).toMatchObject({
    type: 'done',
    choices: [
      {text: 'a', endedBy: 'limit'},
      {text: '', endedBy: 'limit'},
    ],
  })
})
