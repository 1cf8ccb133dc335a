import fc from 'fast-check'
import {expect, test} from 'vitest'
import {charactersOf, widthOf} from '../../../plugins/explain/src/show/measure-text.ts'
import {createWordStream} from '../../../plugins/explain/src/show/stream-words.ts'
import {wrapCode} from '../../../plugins/explain/src/show/wrap-code.ts'
import {wrapWords} from '../../../plugins/explain/src/show/wrap-words.ts'

const anyText = fc
  .array(fc.constantFrom('a', 'word', ' ', '  ', '漢', '👩‍👩‍👧', 'e\u0301', '(', ',', 'ｆ', '-'))
  .map((parts) => parts.join(''))

function rowsOf(text: string, columns: number): readonly string[] {
  return wrapCode([{text, kind: 'plain'}], columns).map(({pieces}) => pieces.map((piece) => piece.text).join(''))
}

test('no row of code is wider than its column, and no character is lost or moved', () => {
  fc.assert(
    fc.property(anyText, fc.integer({min: 8, max: 30}), (text, columns) => {
      const rows = wrapCode([{text, kind: 'plain'}], columns)
      const texts = rows.map(({pieces}) => pieces.map((piece) => piece.text).join(''))

      expect(texts.every((row, index) => widthOf(row) <= columns && widthOf(row) === rows[index]?.columns)).toBe(true)
      expect(texts.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
    }),
  )
})

test('no row of prose is wider than its column, and no word is lost', () => {
  fc.assert(
    fc.property(anyText, fc.integer({min: 8, max: 30}), (text, columns) => {
      const rows = wrapWords(text, columns)

      expect(rows.every((row) => widthOf(row) <= columns)).toBe(true)
      expect(rows.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
    }),
  )
})

test('the first word of a list item is as narrow as the others, however far the item is indented', () => {
  expect(wrapWords('-  aworda', 8)).toEqual(['- aworda'])
  expect(wrapWords('          100. unbreakable', 12)).toEqual(['    100. unb', '    rea kab', '    le'])
})

test('text that comes in pieces is wrapped, with nothing lost, whatever the pieces', () => {
  fc.assert(
    fc.property(fc.array(anyText), fc.integer({min: 8, max: 30}), (pieces, columns) => {
      const stream = createWordStream(columns)
      const written = pieces.map((piece) => stream.take(piece)).join('') + stream.end()
      const whole = createWordStream(columns)

      expect(written.replaceAll(/\s/g, '')).toBe(pieces.join('').replaceAll(/\s/g, ''))
      expect(written).toBe(whole.take(pieces.join('')) + whole.end())
    }),
  )
})

test('a long line is cut behind a blank or a bracket, and what follows is indented', () => {
  expect(rowsOf('  const total = sum(first, second)', 20)).toEqual([
    '  const total = ',
    '    sum(first, ',
    '    second)',
  ])
  expect(rowsOf('x'.repeat(25), 10)).toEqual(['xxxxxxxxxx', '  xxxxxxxx', '  xxxxxxx'])
})

test('a tab reaches to the next stop, and wide characters count twice', () => {
  expect(rowsOf('a\tb\tc', 40)).toEqual(['a   b   c'])
  expect(rowsOf('漢\tb', 40)).toEqual(['漢  b'])
  expect([widthOf('漢字'), widthOf('e\u0301'), widthOf('👩‍👩‍👧'), charactersOf('e\u0301a').length]).toEqual([4, 1, 2, 2])
})

test('an item of a list hangs below its first word', () => {
  expect(wrapWords('- one two three', 9)).toEqual(['- one two', '  three'])
})
