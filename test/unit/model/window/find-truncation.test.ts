import {expect, test} from 'vitest'
import type {ModelRequest} from '../../../../src/model/model-client.ts'
import {findTruncation} from '../../../../src/model/window/find-truncation.ts'

const prose = 'The quick brown fox jumps over the lazy dog. '

function requestOf(characters: number, more: Partial<ModelRequest> = {}): ModelRequest {
  const text = prose.repeat(Math.ceil(characters / prose.length)).slice(0, characters)
  return {model: 'coder', instructions: '', input: [{type: 'message', role: 'user', content: text}], tools: [], ...more}
}

test.each([
  // What Ollama's log shows for a prompt of 8,707 tokens in a window of 4,096.
  [35_000, 2_050, 4_096],
  [35_000, 4_096, 4_096],
  // Just over the window: only its border tells.
  [18_000, 2_050, 4_096],
  [40_000, 2_050, undefined],
])('%i characters of which %i tokens were read in a window of %s were cut', (characters, readTokens, window) => {
  expect(findTruncation({request: requestOf(characters), readTokens, window})).toEqual({
    sentTokens: Math.round((characters + 4) / 4),
    readTokens,
  })
})

test.each([
  [8_000, 2_050, 4_096],
  [16_000, 4_000, 32_768],
  [16_000, 4_090, 4_096],
  // Chinese: a character is a token.
  [4_000, 4_000, 32_768],
  // Easy text: seven characters to a token.
  [35_000, 5_000, 131_072],
  // The server does not count.
  [35_000, 0, 4_096],
])('%i characters of which %i tokens were read in a window of %s were not', (characters, readTokens, window) => {
  expect(findTruncation({request: requestOf(characters), readTokens, window})).toBeUndefined()
})

test('tools and instructions count as sent', () => {
  const tools = [{name: 'shell', description: prose.repeat(400), parameters: {}}]

  expect(findTruncation({request: requestOf(10, {tools}), readTokens: 1_000, window: undefined})).toBeDefined()
  expect(
    findTruncation({request: requestOf(10, {instructions: prose.repeat(400)}), readTokens: 1_000, window: undefined}),
  ).toBeDefined()
})

test.each([
  ['a picture', {type: 'input_image', image_url: `data:image/png;base64,${'QUJD'.repeat(9_000)}`}],
  ['sealed reasoning', {type: 'reasoning', encrypted_content: 'abcd'.repeat(9_000)}],
  ['earlier reasoning', {type: 'reasoning', content: [{text: prose.repeat(900)}]}],
  ['a deep indentation', {type: 'message', content: ' '.repeat(40_000)}],
  ['rules of dashes', {type: 'message', content: `${'-'.repeat(79)}\n`.repeat(500)}],
])('%s is not counted by its length', (_, item) => {
  const {input} = requestOf(4_000)

  expect(
    findTruncation({request: requestOf(0, {input: [...input, item]}), readTokens: 1_000, window: undefined}),
  ).toBeUndefined()
})
