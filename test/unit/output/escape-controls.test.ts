import {expect, test} from 'vitest'
import {escapeControls, escapeLine, escapeLines} from '../../../src/output/escape-controls.ts'

test.each([
  ['plain text is kept', 'const a = "ü 漢 🙂"\n\tb', 'const a = "ü 漢 🙂"\n\tb'],
  ['an emoji that asks for its coloured form is kept', '✔\uFE0F', '✔\uFE0F'],
  ['an ANSI sequence', '\u001B[31mred', '\\x1b[31mred'],
  ['an OSC that writes the clipboard', '\u001B]52;c;cm0=\u0007', '\\x1b]52;c;cm0=\\x07'],
  ['a C1 control sequence introducer', '\u009B2J', '\\x9b2J'],
  ['NUL, backspace and delete', '\0\b\u007F', '\\x00\\x08\\x7f'],
  ['a carriage return', 'safe\revil', 'safe\\x0devil'],
  ['bidi overrides', 'a\u202Eb\u2066c', 'a<U+202E>b<U+2066>c'],
  ['zero-width characters', 'a\u200Bb\u200Dc\uFEFF', 'a<U+200B>b<U+200D>c<U+FEFF>'],
  ['a soft hyphen and a Hangul filler', 'a\u00ADb\u3164', 'a<U+00AD>b<U+3164>'],
  ['line and paragraph separators', 'a\u2028b\u2029', 'a<U+2028>b<U+2029>'],
  ['letters hidden as tags', 'a\u{E0041}\u{E007F}', 'a<U+E0041><U+E007F>'],
  ['variation selectors that carry data', 'a\uFE01\u{E0100}', 'a<U+FE01><U+E0100>'],
  ['half a surrogate pair', 'a\uD83Db', 'a<U+D83D>b'],
])('%s', (_name, text, expected) => {
  expect(escapeControls(text)).toBe(expected)
})

test('text on one line shows its line ends and tabs', () => {
  expect(escapeLine('a\nb\tc')).toBe('a\\x0ab\\x09c')
})

test('a carriage return before a line end is dropped only where nothing but lines matters', () => {
  expect(escapeLines('a\r\nb\rc')).toBe('a\nb\\x0dc')
  expect(escapeControls('a\r\nb')).toBe('a\\x0d\nb')
})

test('escaping twice changes nothing', () => {
  const once = escapeControls('\u001B[2J\u202E')

  expect(escapeControls(once)).toBe(once)
})
