import {expect, test} from 'vitest'
import {createWholeDecoder} from '../../../src/model/whole-text.ts'

test('an answer in chunks is one text at its end, wherever it was cut', () => {
  const bytes = new TextEncoder().encode('{"a":"ä😀"}')
  const decoder = createWholeDecoder()
  const frames = Array.from(bytes, (byte) => decoder.push(Uint8Array.of(byte)))

  expect(frames.flat()).toEqual([])
  expect(decoder.end()).toEqual([{kind: 'data', data: '{"a":"ä😀"}'}])
})

test('bytes that are not UTF-8, and an answer without an end, are reported', () => {
  const decoder = createWholeDecoder()
  decoder.push(Uint8Array.of(0xff, 0xfe))

  expect(decoder.end()).toEqual([{kind: 'malformed', detail: 'bytes that are not UTF-8'}])
  expect(createWholeDecoder().push(new Uint8Array(64_000_001))).toEqual([
    {kind: 'malformed', detail: 'an answer without an end'},
  ])
})
