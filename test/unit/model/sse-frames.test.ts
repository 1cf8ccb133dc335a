import fc from 'fast-check'
import {expect, test} from 'vitest'
import {createFrameDecoder} from '../../../src/model/sse-frames.ts'

const encoder = new TextEncoder()

function decode(...chunks: (string | Uint8Array)[]) {
  const decoder = createFrameDecoder()
  const frames = chunks.flatMap((chunk) => decoder.push(typeof chunk === 'string' ? encoder.encode(chunk) : chunk))
  return [...frames, ...decoder.end()]
}

test.each([
  ['with an event name', 'event: x\ndata: {"a":1}\n\n'],
  ['without a space after the colon', 'data:{"a":1}\n\n'],
  ['with line ends of Windows', 'event: x\r\ndata: {"a":1}\r\n\r\n'],
  ['with a byte order mark', '\uFEFFdata: {"a":1}\n\n'],
  ['between comments', ': ping\n\ndata: {"a":1}\n\n: ping\n\n'],
  ['with id and retry', 'id: 7\nretry: 10\ndata: {"a":1}\n\n'],
  ['without the blank line at the end', 'data: {"a":1}\n'],
  ['without any line end', 'data: {"a":1}'],
])('a frame %s is read', (_, text) => {
  expect(decode(text)).toEqual([{kind: 'data', data: '{"a":1}'}])
})

test('several lines of data are one frame', () => {
  expect(decode('data: {"a":\ndata: 1}\n\n')).toEqual([{kind: 'data', data: '{"a":\n1}'}])
})

test('a line that is no field of an event stream is reported, not skipped', () => {
  expect(decode('garbage here\n\n')).toEqual([{kind: 'malformed', detail: 'unknown line "garbage here"'}])
})

test('bytes that are not UTF-8 are reported', () => {
  expect(decode(Uint8Array.of(0x64, 0xff, 0xfe))).toEqual([{kind: 'malformed', detail: 'bytes that are not UTF-8'}])
})

test('it does not matter where the stream is cut into chunks', () => {
  const texts = fc.array(fc.string({unit: 'grapheme'}), {maxLength: 8})
  fc.assert(
    fc.property(texts, fc.array(fc.nat(400), {maxLength: 12}), (values, cuts) => {
      const bytes = encoder.encode(values.map((value) => `data: ${JSON.stringify(value)}\r\n\r\n`).join(''))
      const places = [0, ...cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b), bytes.length]
      const chunks = places.slice(1).map((place, index) => bytes.subarray(places[index], place))

      expect(decode(...chunks)).toEqual(values.map((value) => ({kind: 'data', data: JSON.stringify(value)})))
    }),
  )
})
