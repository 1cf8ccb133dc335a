import fc from 'fast-check'
import {expect, test} from 'vitest'
import {splitLinesFlag} from '../../../plugins/explain/src/split-lines-flag.ts'
import {
  countLines,
  describeRanges,
  fitRanges,
  isInRanges,
  parseLineRanges,
} from '../../../plugins/explain/src/source/line-ranges.ts'

test.each([
  {text: '10-40', ranges: [{first: 10, last: 40}]},
  {text: '10', ranges: [{first: 10, last: 10}]},
  {text: '10-', ranges: [{first: 10}]},
  {
    text: '3, 10-12,7',
    ranges: [
      {first: 3, last: 3},
      {first: 10, last: 12},
      {first: 7, last: 7},
    ],
  },
])('$text is read', ({text, ranges}) => {
  expect(parseLineRanges(text)).toEqual({kind: 'ranges', ranges})
})

test.each(['', '-5', '0', '9-3', 'a', '1--2', '1,', '9999999999'])('"%s" is no range', (text) => {
  expect(parseLineRanges(text)).toMatchObject({kind: 'wrong'})
})

test('fitted ranges are in order, do not touch, and hold exactly the lines that were written', () => {
  const written = fc.array(
    fc
      .tuple(fc.integer({min: 1, max: 50}), fc.integer({min: 0, max: 20}))
      .map(([first, more]) => ({first, last: first + more})),
    {minLength: 1},
  )
  fc.assert(
    fc.property(written, (ranges) => {
      const fitted = fitRanges(ranges, 50)
      if (fitted.kind !== 'ranges') throw new Error('All of them begin in the file.')
      for (const [index, {first, last}] of fitted.ranges.entries()) {
        expect(first).toBeLessThanOrEqual(last)
        expect(first).toBeGreaterThan((fitted.ranges[index - 1]?.last ?? -1) + 1)
      }
      for (let line = 1; line <= 50; line++) {
        expect(isInRanges(line, fitted.ranges)).toBe(isInRanges(line, ranges))
      }
    }),
  )
})

test('a range behind the end of the file is named, and one that reaches over it is cut', () => {
  expect(fitRanges([{first: 2}, {first: 11, last: 12}], 10)).toEqual({kind: 'outside', first: 11})
  expect(fitRanges([{first: 9, last: 99}], 10)).toEqual({kind: 'ranges', ranges: [{first: 9, last: 10}]})
})

test('ranges are counted and told', () => {
  expect(
    countLines([
      {first: 1, last: 3},
      {first: 9, last: 9},
    ]),
  ).toBe(4)
  expect(describeRanges([{first: 9, last: 9}])).toBe('line 9')
  expect(
    describeRanges([
      {first: 1, last: 3},
      {first: 9, last: 9},
    ]),
  ).toBe('lines 1 to 3 and 9')
})

test.each([
  {argv: ['--lines', 'a.ts'], split: ['--lines=all', 'a.ts']},
  {argv: ['a.ts', '--lines'], split: ['a.ts', '--lines=all']},
  {argv: ['--lines', '10-40', 'a.ts'], split: ['--lines', '10-40', 'a.ts']},
  {argv: ['--lines', '3,10-', 'a.ts'], split: ['--lines', '3,10-', 'a.ts']},
  {argv: ['--lines', '--', '10'], split: ['--lines=all', '--', '10']},
  {argv: ['--', '--lines'], split: ['--', '--lines']},
])('$argv', ({argv, split}) => {
  expect(splitLinesFlag(argv)).toEqual(split)
})

test.each(['10..40', '10:40', '10–40', '10-40,', '10,,40'])('%s is a mistyped range and no file', (word) => {
  expect(splitLinesFlag(['--lines', word, 'a.ts'])).toEqual(['--lines', word, 'a.ts'])
  expect(parseLineRanges(word).kind).toBe('wrong')
})
