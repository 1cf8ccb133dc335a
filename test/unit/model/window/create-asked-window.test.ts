import {expect, test} from 'vitest'
import {createAskedWindow} from '../../../../src/model/window/create-asked-window.ts'

const {signal} = new AbortController()

/** Answers as told, one after the other; the count of what was asked is its length. */
function answering(...answers: readonly (number | undefined)[]) {
  const asked: AbortSignal[] = []
  const ask = async (limit: AbortSignal) => {
    asked.push(limit)
    return answers[asked.length - 1]
  }
  return {asked, ask}
}

test('it asks at once, and what was answered is there without waiting', async () => {
  const {asked, ask} = answering(8_192)
  const window = createAskedWindow(ask, signal)

  expect([window.tokens(), asked.length]).toEqual([undefined, 1])
  expect(await window.settle(signal)).toBe(8_192)
  expect([window.tokens(), asked.length]).toEqual([8_192, 1])
})

test('a server without an answer is asked once more, with the signal of who waits', async () => {
  const {asked, ask} = answering(undefined, 4_096)
  const window = createAskedWindow(ask, signal)
  const later = new AbortController()

  expect(await window.settle(later.signal)).toBe(4_096)
  later.abort()
  expect(asked.map(({aborted}) => aborted)).toEqual([false, true])
})

test('a server that never answers is asked twice in all', async () => {
  const {asked, ask} = answering()
  const window = createAskedWindow(ask, signal)

  expect([await window.settle(signal), await window.settle(signal), window.tokens()]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
  expect(asked.length).toBe(2)
})
