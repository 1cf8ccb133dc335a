import {expect, test} from 'vitest'
import {decodeText} from '../../../plugins/explain/src/source/decode-text.ts'
import {splitLines} from '../../../plugins/explain/src/source/split-lines.ts'

test.each([
  {name: 'UTF-8', bytes: [...Buffer.from('grüß')], text: 'grüß'},
  {name: 'UTF-8 with a mark', bytes: [0xef, 0xbb, 0xbf, 0x61], text: 'a'},
  {name: 'UTF-16, little end first', bytes: [0xff, 0xfe, 0x61, 0], text: 'a'},
  {name: 'UTF-16, big end first', bytes: [0xfe, 0xff, 0, 0x61], text: 'a'},
])('$name is read', ({bytes, text}) => {
  expect(decodeText(Uint8Array.from(bytes))).toEqual({kind: 'text', text})
})

test.each([
  {bytes: [], code: 'EMPTY_FILE'},
  {bytes: [0x20, 0x0a], code: 'EMPTY_FILE'},
  {bytes: [0x61, 0], code: 'BINARY_FILE'},
  {bytes: [0x61, 0xff], code: 'NOT_UTF8'},
  {bytes: [0xff, 0xfe, 0x00, 0xd8], code: 'NOT_UTF8'},
])('$bytes is $code', ({bytes, code}) => {
  expect(decodeText(Uint8Array.from(bytes))).toMatchObject({kind: 'refused', code})
})

test.each([
  {text: 'a\nb\n', lines: ['a', 'b']},
  {text: 'a\r\nb', lines: ['a', 'b']},
  {text: 'a\rb\r', lines: ['a', 'b']},
  {text: 'a\rb\nc', lines: ['a\rb', 'c']},
  {text: '\n\n', lines: ['', '']},
  {text: 'a\u2028b', lines: ['a\u2028b']},
])('the lines of $text are $lines', ({text, lines}) => {
  expect(splitLines(text)).toEqual(lines)
})
