import {expect, test} from 'vitest'
import {classifyConnection, endedEarly} from '../../../src/model/classify-failure.ts'
import {describeFailure, nameKey} from '../../../src/model/describe-failure.ts'

test('a failure says who was asked, what happened and how often it was tried', () => {
  expect(describeFailure(endedEarly(), {model: 'o3', baseUrl: 'https://example.com/v1', requests: 4})).toEqual({
    kind: 'cut',
    message:
      'The model "o3" at https://example.com/v1 gave no complete answer: ' +
      'the stream ended before the answer was complete. 4 requests were sent.',
    suggestions: ['Try again later.'],
  })
})

test.each([
  [1, 'It was tried once.'],
  [3, 'It was tried 3 times.'],
])('no request is said to have been sent to an address that nobody answers: %i', (requests, tried) => {
  const fault = classifyConnection('ECONNREFUSED', '')

  const {message} = describeFailure(fault, {model: 'o3', baseUrl: 'https://example.com/v1', requests})

  expect(message).toContain(tried)
  expect(message).not.toContain('sent')
})

test('a key is named by its origin and four characters, a short one by its origin only', () => {
  expect(nameKey('sk-0123456789abcdef', 'OPENAI_API_KEY')).toBe('the key from OPENAI_API_KEY (it ends in cdef)')
  expect(nameKey('secret', '~/.codex/config.yaml:2')).toBe('the key from ~/.codex/config.yaml:2')
  expect(nameKey(undefined, 'OPENAI_API_KEY')).toBe('the request without a key')
})
