import {expect, test} from 'vitest'
import {createCompletionsReader} from '../../../../src/model/completions/read-completions-answer.ts'

const chunk = (...choices: object[]) => JSON.stringify({id: 'cmpl-1', choices})

function read(asked: {prompts: number; candidates: number}, ...frames: string[]) {
  const reader = createCompletionsReader(asked)
  return frames.flatMap((frame) => reader.readFrame(frame))
}

const one = {prompts: 1, candidates: 1}

test('choices of several prompts are told apart by their index', () => {
  const facts = read(
    {prompts: 2, candidates: 2},
    chunk({index: 3, text: 'd'}, {index: 0, text: 'a'}),
    chunk({index: 0, text: 'A', finish_reason: 'stop'}, {index: 1, text: '', finish_reason: 'length'}),
    chunk({index: 2, text: '', finish_reason: 'content_filter'}, {index: 3, text: '', finish_reason: 'stop'}),
    '[DONE]',
  )

  expect(facts).toEqual([
    {kind: 'delta', delta: {type: 'text.delta', prompt: 1, candidate: 1, text: 'd'}},
    {kind: 'delta', delta: {type: 'text.delta', prompt: 0, candidate: 0, text: 'a'}},
    {kind: 'delta', delta: {type: 'text.delta', prompt: 0, candidate: 0, text: 'A'}},
    {
      kind: 'complete',
      answer: {
        choices: [
          {prompt: 0, candidate: 0, text: 'aA', endedBy: 'stop'},
          {prompt: 0, candidate: 1, text: '', endedBy: 'limit'},
          {prompt: 1, candidate: 0, text: '', endedBy: 'content-filter'},
          {prompt: 1, candidate: 1, text: 'd', endedBy: 'stop'},
        ],
        usage: {inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0},
      },
    },
  ])
})

test.each([
  ['a text that is not finished', ['[DONE]'], 'incomplete'],
  ['no text at all', [chunk({index: 0, text: '', finish_reason: 'stop'}), '[DONE]'], 'empty'],
  ['a filtered text', [chunk({index: 0, text: '', finish_reason: 'content_filter'}), '[DONE]'], 'incomplete'],
  ['an index that was not asked for', [chunk({index: 1, text: 'x'})], 'malformed'],
  ['a choice without text', [chunk({index: 0})], 'malformed'],
  ['half a frame', ['{"id":"cmpl-1","obj'], 'malformed'],
  ['an error', ['{"error":{"message":"m"}}'], 'failed'],
])('%s is a problem', (_, frames, kind) => {
  expect(read(one, ...frames).at(-1)?.kind).toBe(kind)
})

test('a stream that ends is complete only when every text is finished', () => {
  const half = createCompletionsReader({prompts: 2, candidates: 1})
  half.readFrame(chunk({index: 0, text: 'a', finish_reason: 'stop'}))
  const before = half.readEnd()
  half.readFrame(chunk({index: 1, text: 'b', finish_reason: 'stop'}))

  expect([before, half.readEnd()?.kind]).toEqual([undefined, 'complete'])
})
