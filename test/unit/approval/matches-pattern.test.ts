import fc from 'fast-check'
import {expect, test} from 'vitest'
import {escapePattern, matchesPattern} from '../../../src/approval/matches-pattern.ts'

test.each([
  ['npm test', 'npm test', true],
  ['npm test', 'npm test -- a', false],
  ['npm test*', 'npm test', true],
  ['npm test*', 'npm test -- src/a b', true],
  ['npm test*', 'xnpm test', false],
  ['*', '', true],
  ['*', 'a\nb/c', true],
  ['', '', true],
  ['', 'a', false],
  ['a*b', 'ab', true],
  ['a*ab', 'ab', false],
  ['*.md', 'docs/a.md', true],
  ['*a*b*', 'xxaxxbxx', true],
  ['*a*b*', 'xxbxxaxx', false],
  ['a?c', 'abc', false],
  ['a.c', 'abc', false],
  ['a\\*', 'a*', true],
  ['a\\*', 'ab', false],
  ['a\\\\*', 'a\\b', true],
  ['a\\b', 'a\\b', true],
])('%j on %j: %s', (pattern, text, expected) => {
  expect(matchesPattern(pattern, text)).toBe(expected)
})

test('an escaped text matches itself and nothing that differs', () => {
  const texts = fc.array(fc.constantFrom('*', '\\', 'a', ' '), {maxLength: 8}).map((parts) => parts.join(''))

  fc.assert(
    fc.property(texts, texts, (one, other) => {
      expect(matchesPattern(escapePattern(one), other)).toBe(one === other)
    }),
    {numRuns: 2_000},
  )
})

test('a hostile text does not make matching slow', () => {
  expect(matchesPattern('*a'.repeat(1_000), `${'a'.repeat(200_000)}b`)).toBe(false)
})
