import fc from 'fast-check'
import {expect, test} from 'vitest'
import {decodeSource} from '../../../plugins/complete/src/decode-source.ts'
import {fillGap, fitText, surroundingsOf} from '../../../plugins/complete/src/fill-gap.ts'

const bytes = (text: string, encoding: BufferEncoding = 'utf8') => new Uint8Array(Buffer.from(text, encoding))

test('whatever is inserted, every byte outside the gap stays', () => {
  const text = fc
    .array(fc.constantFrom('a', '👋', '\n', '\r\n', '\r', '\uFEFF', '漢', ' '))
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, text, text, fc.string({unit: 'binary'}), (before, marker, behind, inserted) => {
      const file = bytes(before + marker + behind)
      const decoded = decodeSource(file)
      if (decoded.kind === 'refused') throw new Error(decoded.because)
      const gap = {text: decoded.text, start: before.length, end: before.length + marker.length}

      const fitted = fitText(gap, inserted)

      const made = Buffer.from(fillGap(gap, fitted))
      expect(made).toEqual(Buffer.concat([bytes(before), Buffer.from(fitted), bytes(behind)]))
    }),
  )
})

test.each([
  ['a\r\nb\r\nc\n', 'x\r\ny'],
  ['a\nb\nc\r\n', 'x\ny'],
  ['a\rb\rc', 'x\ry'],
  ['one line', 'x\ny'],
])('what is inserted into %j has the line ends of most lines', (text, fitted) => {
  const gap = {text, start: 0, end: 0}

  expect([fitText(gap, 'x\ny'), fitText(gap, 'x\r\ny'), fitText(gap, 'x\ry')]).toEqual([fitted, fitted, fitted])
})

test('half a character of the model becomes one that UTF-8 can say', () => {
  expect(fitText({text: '', start: 0, end: 0}, 'a\uD800b')).toBe('a\uFFFDb')
})

test('the model sees neither the byte order mark nor the line ends', () => {
  expect(surroundingsOf({text: '\uFEFFa\r\nb|\r\nc', start: 5, end: 6})).toEqual({prefix: 'a\nb', suffix: '\nc'})
})

test.each([
  ['UTF-16', bytes('\uFEFFabc', 'utf16le'), 'NOT_UTF8', 'it is encoded as UTF-16, and only UTF-8 is read'],
  ['a binary file', bytes('a\0b'), 'BINARY_FILE', 'it is a binary file'],
  ['Latin-1', bytes('a\nGrüße', 'latin1'), 'NOT_UTF8', 'it is not valid UTF-8 (line 2)'],
  ['a cut character', bytes('ü').subarray(0, 1), 'NOT_UTF8', 'it is not valid UTF-8 (line 1)'],
  ['an overlong one', new Uint8Array([0x0a, 0x0a, 0xc0, 0xaf]), 'NOT_UTF8', 'it is not valid UTF-8 (line 3)'],
])('%s is refused with a reason', (_, file, code, because) => {
  expect(decodeSource(file)).toEqual({kind: 'refused', code, because})
})
