import {expect, test} from 'vitest'
import type {InputItem, ModelRequest} from '../../../src/model/model-client.ts'
import {createContextWindow} from '../../../src/runtime/context-window.ts'

const noUsage = {inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0}
const user = (text: string): InputItem => ({type: 'message', role: 'user', content: [{type: 'input_text', text}]})
const output = (text: string): InputItem => ({type: 'function_call_output', call_id: 'c1', output: text})
const prompt = user('a'.repeat(800))

function asking(input: readonly InputItem[], maxOutputTokens?: number): ModelRequest {
  return {model: 'm', instructions: '', tools: [], input, ...(maxOutputTokens !== undefined && {maxOutputTokens})}
}

test('before the server has counted, a token is about four bytes, and never more than eight', () => {
  const window = createContextWindow(1000)
  expect(window.leastInput(asking([prompt]))).toBe(100)
  expect(window.likelyInput(asking([prompt]))).toBe(205)
})

test('a count of the server is the base of the next estimate, and its ratio counts for what is added', () => {
  const window = createContextWindow(1000)
  window.noteUsage(asking([prompt]), {...noUsage, inputTokens: 409, outputTokens: 7})

  const next = asking([prompt, output('b'.repeat(80))])
  expect(window.leastInput(next)).toBe(409 + 10)
  expect(window.likelyInput(next)).toBe(409 + 48)
})

test('after a new message of the user, and after a compaction, the last count is no lower bound', () => {
  const window = createContextWindow(1000)
  window.noteUsage(asking([prompt]), {...noUsage, inputTokens: 900, outputTokens: 7})

  expect(window.leastInput(asking([prompt, user('b'.repeat(80))]))).toBe(110)
  expect(window.leastInput(asking([user('b'.repeat(80))]))).toBe(10)
})

test('images and encrypted reasoning are not counted by their bytes', () => {
  const image = {
    type: 'message',
    role: 'user',
    content: [{type: 'input_image', image_url: `data:image/png;base64,${'A'.repeat(80_000)}`}],
  }
  const reasoning = {type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'A'.repeat(5_000)}
  const window = createContextWindow(100_000)

  expect(window.leastInput(asking([image, reasoning]))).toBe(0)
  expect(window.likelyInput(asking([image, reasoning]))).toBe(2009)
})

test('the window is nearly full at 85 %, or when the answer that was asked for has no room', () => {
  const request = asking([user('a'.repeat(3300))])
  expect(createContextWindow(1000).isNearlyFull(request)).toBe(false)
  expect(createContextWindow(970).isNearlyFull(request)).toBe(true)
  expect(createContextWindow(1000).isNearlyFull(asking(request.input, 300))).toBe(true)
})

test('an answer longer than the window leaves half of it for the input', () => {
  expect(createContextWindow(1000).isNearlyFull(asking([prompt], 5000))).toBe(false)
})

test('a refused request was longer than the window really is', () => {
  const window = createContextWindow(1_000_000)
  window.noteTooLong(asking([prompt]))
  expect(window.tokens()).toBe(205)
})

test('a server that does not count changes nothing', () => {
  const window = createContextWindow(1000)
  window.noteUsage(asking([prompt]), noUsage)
  expect(window.leastInput(asking([prompt]))).toBe(100)
})

test('what the server says counts from when it says it, until it refuses a shorter request', () => {
  const served: {tokens?: number} = {}
  const window = createContextWindow(100_000, () => served.tokens)
  const request = asking([{type: 'message', role: 'user', content: 'x'.repeat(16_000)}])

  expect([window.tokens(), window.isNearlyFull(request)]).toEqual([100_000, false])
  served.tokens = 4_096
  expect([window.tokens(), window.isNearlyFull(request)]).toEqual([4_096, true])
  window.noteTooLong(asking([{type: 'message', role: 'user', content: 'x'.repeat(4_000)}]))
  expect(window.tokens()).toBeLessThan(1_100)
})
