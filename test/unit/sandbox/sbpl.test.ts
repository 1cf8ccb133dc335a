import {expect, test} from 'vitest'
import {literal, quotedText, rule, subpath} from '../../../src/sandbox/sbpl.ts'
import {readSbpl} from '../../helpers/read-sbpl.ts'

test.each([
  'plain',
  'with "quotes"',
  String.raw`back\slash`,
  String.raw`ends with \ `,
  String.raw`ends with a backslash\\`,
  String.raw`\"`,
  'line\nbreak',
  '") (allow default) ("',
  '; no comment',
  '#"raw"',
  'tab\tand\u0001',
  'caf\u00e9 is not cafe\u0301',
  '日本語 🗂',
  "it's $HOME `x` %s",
])('the text %j is read as it was written', (text) => {
  expect(readSbpl(quotedText(text))).toEqual([{text}])
  expect(readSbpl(literal(text))).toEqual([['literal', {text}]])
  expect(readSbpl(subpath(text))).toEqual([['subpath', {text}]])
})

test('a rule about nothing is not written, because it would be about everything', () => {
  expect(rule('allow', ['file-read*'], [])).toEqual([])
})

test.each(['(allow', 'allow)', '"open', String.raw`"open\"`, '#"open'])(
  'the reader of the tests refuses %s',
  (text) => {
    expect(() => readSbpl(text)).toThrow(/closed|too many|does not end/)
  },
)
