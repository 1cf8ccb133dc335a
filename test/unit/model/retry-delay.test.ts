import {expect, test} from 'vitest'
import {classifyConnection, empty, endedEarly, malformed, silent} from '../../../src/model/classify-failure.ts'
import type {Fault} from '../../../src/model/classify-failure.ts'
import {readRetryAfter, retryDelay} from '../../../src/model/retry-delay.ts'

const unreachable = classifyConnection('ECONNREFUSED', '')
const delay = (faults: Fault[], elapsedMs = 0, random = 1) => retryDelay({faults, elapsedMs, random})

test('waits double, and jitter takes up to half of each', () => {
  const cut = endedEarly()

  expect([delay([cut]), delay([cut, cut]), delay([cut, cut, cut])]).toEqual([500, 1_000, 2_000])
  expect(delay([cut], 0, 0)).toBe(250)
})

test.each([
  ['four of any kind', [endedEarly(), silent(''), empty(), malformed('')]],
  ['two damaged frames', [malformed(''), malformed('')]],
  ['two empty answers', [empty(), empty()]],
  ['three silences', [silent(''), silent(''), silent('')]],
  ['one for which a request is not worth a second', [{...empty(), requests: 1}]],
])('after %s nothing is sent again', (_, faults) => {
  expect(delay(faults)).toBeUndefined()
})

test('a fault of another kind before it does not use up the second try of an empty answer', () => {
  expect(delay([silent(''), empty()])).toBe(1_000)
})

test('what the server asks for is waited, unless it is more than five minutes', () => {
  const fault = {...endedEarly(), retryAfterMs: 20_000}

  expect(delay([fault])).toBe(20_000)
  expect(delay([{...fault, retryAfterMs: 0}])).toBe(0)
  expect(delay([{...fault, retryAfterMs: 300_001}])).toBeUndefined()
})

test('an address that cannot be reached is given up where the next try could pass 30 s', () => {
  expect(delay([unreachable], 19_500)).toBe(500)
  expect(delay([unreachable], 19_501)).toBeUndefined()
  expect(delay([endedEarly()], 100_000)).toBe(500)
})

test.each([
  [{'retry-after': '20'}, 20_000],
  [{'retry-after': '0.5'}, 500],
  [{'retry-after': 'Mon, 23 Nov 2026 10:00:30 GMT'}, 30_000],
  [{'retry-after': 'Mon, 23 Nov 2026 09:00:00 GMT'}, 0],
  [{'retry-after-ms': '120', 'retry-after': '1'}, 120],
  [{'retry-after': 'soon'}, undefined],
  [{'retry-after': '-5'}, undefined],
  [{}, undefined],
])('%o asks to wait %s ms', (headers: Record<string, string>, expected) => {
  expect(readRetryAfter((name) => headers[name] ?? null, Date.parse('2026-11-23T10:00:00Z'))).toBe(expected)
})
