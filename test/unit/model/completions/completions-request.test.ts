import {expect, test} from 'vitest'
import {completionsRequest} from '../../../../src/model/completions/completions-request.ts'

const dialect = {asksForUsage: true}

test('a prompt between a prefix and a suffix is one text, without log probabilities', () => {
  expect(completionsRequest({model: 'coder', prompts: ['a = '], suffix: '\nprint(a)'}, dialect).body).toEqual({
    model: 'coder',
    prompt: 'a = ',
    suffix: '\nprint(a)',
    stream: true,
    stream_options: {include_usage: true},
  })
})

test('many prompts travel in one request', () => {
  const request = {
    model: 'coder',
    prompts: ['a', 'b'],
    candidates: 3,
    stop: ['\n'],
    temperature: 0,
    maxOutputTokens: 20,
    stream: false,
  }

  expect(completionsRequest(request, dialect).body).toEqual({
    model: 'coder',
    prompt: ['a', 'b'],
    n: 3,
    stop: ['\n'],
    temperature: 0,
    max_tokens: 20,
    stream: false,
  })
})
