import fc from 'fast-check'
import {expect, test} from 'vitest'
import {cutParts} from '../../../plugins/explain/src/ask/cut-parts.ts'
import {numberLines} from '../../../plugins/explain/src/ask/number-lines.ts'
import type {Definition} from '../../../plugins/explain/src/language/outline-code.ts'

const countTokens = (text: string) => text.length

function definition(firstLine: number, path = 'a'): Definition {
  return {name: path, path, kind: 'function', firstLine, line: firstLine, lastLine: firstLine, hasBody: true}
}

function lineNames(count: number): readonly string[] {
  return Array.from({length: count}, (_, index) => `line ${index + 1}`)
}

test('what fits is one part', () => {
  const lines = lineNames(10)

  expect(cutParts({lines, ranges: [{first: 1, last: 10}]}, {tokens: 1000, lines: 100, countTokens})).toEqual([
    {first: 1, last: 10},
  ])
})

test('a part ends where a definition begins, an outer one before an inner one, else behind an empty line', () => {
  const lines = lineNames(34).map((line, index) => (index === 26 ? '' : line))
  const outline = [definition(7), definition(9, 'a.b'), definition(19, 'a.c')]

  expect(cutParts({lines, ranges: [{first: 1, last: 34}], outline}, {tokens: 10_000, lines: 12, countTokens})).toEqual([
    {first: 1, last: 6},
    {first: 7, last: 18},
    {first: 19, last: 27},
    {first: 28, last: 34},
  ])
})

test('parts hold every line once and in order, and none is too large unless it is a single line', () => {
  const source = fc.record({
    lines: fc.array(fc.string({maxLength: 30}), {minLength: 1, maxLength: 60}),
    outline: fc.array(fc.integer({min: 1, max: 60}).map((line) => definition(line))),
  })
  const limits = fc.record({tokens: fc.integer({min: 1, max: 200}), lines: fc.integer({min: 1, max: 20})})
  fc.assert(
    fc.property(source, limits, ({lines, outline}, {tokens, lines: most}) => {
      const parts = cutParts(
        {lines, outline, ranges: [{first: 1, last: lines.length}]},
        {tokens, lines: most, countTokens},
      )

      const covered = parts.flatMap(({first, last}) =>
        Array.from({length: last - first + 1}, (_, index) => first + index),
      )
      expect(covered).toEqual(lines.map((_, index) => index + 1))
      for (const {first, last} of parts) {
        const size = lines.slice(first - 1, last).reduce((sum, line) => sum + line.length + 4, 0)
        expect(last === first || (size <= tokens && last - first < most)).toBe(true)
      }
    }),
  )
})

test('no text of a file stands at the beginning of a line of the prompt', () => {
  fc.assert(
    fc.property(fc.array(fc.string({unit: 'binary'}).map((text) => text.replaceAll('\n', ''))), (lines) => {
      fc.pre(lines.length > 0)
      const shown = numberLines(lines, {first: 1, last: lines.length})

      expect(shown.split(/[\n\r\v\f\u0085\u2028\u2029]/).every((line) => /^ *\d+\| /.test(line))).toBe(true)
    }),
  )
})

test('a line that was generated is cut, and says how much is missing', () => {
  expect(numberLines(['a'.repeat(2100)], {first: 1, last: 1})).toBe(`1| ${'a'.repeat(2000)} … [100 more characters]`)
})
