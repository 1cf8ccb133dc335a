import fc from 'fast-check'
import {expect, test} from 'vitest'
import {cutWindow} from '../../../plugins/complete/src/cut-window.ts'

/** A token is a character. */
const count = (text: string) => text.length
const cut = (prefix: string, suffix: string, tokens: number) => cutWindow({prefix, suffix}, {tokens, count})

test('what fits is not cut', () => {
  expect(cut('a\nb', 'c\n', 5)).toEqual({prefix: 'a\nb', suffix: 'c\n', cutBefore: 0, cutBehind: 0})
})

test('both texts are cut at line borders, and the one before the cursor gets the larger share', () => {
  const lines = Array.from({length: 100}, (_, index) => `line ${String(index).padStart(2, '0')}\n`)

  const window = cut(`${lines.join('')}here`, `there\n${lines.join('')}`, 100)

  expect(window).toEqual({
    prefix: `${lines.slice(-8).join('')}here`,
    suffix: `there\n${lines.slice(0, 3).join('')}`,
    cutBefore: 92,
    cutBehind: 97,
  })
})

test('what one side does not need goes to the other', () => {
  expect(cut('aaaa\nbbbb\n', 'c', 6)).toEqual({prefix: 'bbbb\n', suffix: 'c', cutBefore: 1, cutBehind: 0})
  expect(cut('a', 'bbbb\ncccc\n', 6)).toEqual({prefix: 'a', suffix: 'bbbb\n', cutBefore: 0, cutBehind: 1})
})

test('a line that is longer than its share is cut within, at a whole character', () => {
  expect(cut('👋👋👋👋', '', 3)).toEqual({prefix: '👋', suffix: '', cutBefore: 1, cutBehind: 0})
  expect(cut('long line\n', '', 5)).toEqual({prefix: 'line\n', suffix: '', cutBefore: 1, cutBehind: 0})
})

test('a window is never larger than asked for, and always touches the cursor', () => {
  const text = fc.array(fc.constantFrom('a', 'bc ', '\n', '👋'), {maxLength: 60}).map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, text, fc.integer({min: 1, max: 60}), (prefix, suffix, tokens) => {
      const window = cut(prefix, suffix, tokens)

      expect(window.prefix.length + window.suffix.length).toBeLessThanOrEqual(tokens)
      expect([prefix.endsWith(window.prefix), suffix.startsWith(window.suffix)]).toEqual([true, true])
      expect(window.prefix.isWellFormed() && window.suffix.isWellFormed()).toBe(true)
    }),
  )
})
