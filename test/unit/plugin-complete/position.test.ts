import fc from 'fast-check'
import {expect, test} from 'vitest'
import {findPlace, parsePosition, positionAt} from '../../../plugins/complete/src/position.ts'

test.each([
  ['the first character', 'ab\ncd', '1:1', 0],
  ['behind the last one of a line', 'ab\ncd', '1:3', 2],
  ['behind the last line end', 'ab\n', '2:1', 3],
  ['line ends of Windows', 'ab\r\ncd', '2:2', 5],
  ['line ends of old Macs', 'ab\rcd', '2:1', 3],
  ['behind an emoji', 'a👋b', '1:3', 3],
  ['behind a wide character', '漢字b', '1:3', 2],
  ['between a letter and its accent', 'e\u0301x', '1:2', 1],
  ['behind a tab', '\tx', '1:2', 1],
  ['behind the byte order mark', '\uFEFFab', '1:1', 1],
])('a place counts lines and characters from 1: %s', (_, text, at, offset) => {
  expect(findPlace(text, parsePosition(at) ?? {line: 0, column: 0})).toEqual({kind: 'found', offset})
})

test.each([
  ['a\nb', {line: 3, column: 1}, {kind: 'no-line', lines: 2}],
  ['a\nb\n', {line: 4, column: 1}, {kind: 'no-line', lines: 3}],
  ['ab\r\nc', {line: 1, column: 4}, {kind: 'no-column', columns: 3}],
])('a place outside of %j is none', (text, at, found) => {
  expect(findPlace(text, at)).toEqual(found)
})

test.each(['', '1', '0:1', '1:0', '-1:1', '1:1:1', 'a:b', '1,1', ' 1:1', '9999999999:1'])('%j is no place', (text) => {
  expect(parsePosition(text)).toBeUndefined()
})

test('the position of an offset leads back to it', () => {
  const text = fc.array(fc.constantFrom('a', '👋', '\n', '\r\n', 'é', '\t')).map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, fc.nat(), fc.boolean(), (body, seed, hasMark) => {
      const whole = (hasMark ? '\uFEFF' : '') + body
      const borders = [...body.matchAll(/\r\n|[^]/gu)].map((match) => match.index + Number(hasMark))
      const offset = borders[seed % Math.max(1, borders.length)] ?? whole.length
      expect(findPlace(whole, positionAt(whole, offset))).toEqual({kind: 'found', offset})
    }),
  )
})
