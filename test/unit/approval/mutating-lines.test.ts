import fc from 'fast-check'
import {expect, test} from 'vitest'
import {onlyReads} from '../../../src/approval/only-reads.ts'
import {dresses} from './dressed-lines.ts'
import {mutatingLines} from './mutating-lines.ts'

const calledReading = (lines: readonly string[]) => lines.filter((line) => onlyReads(line).kind === 'only-reads')

test('there are as many different lines as it takes to mean something', () => {
  expect(new Set(mutatingLines).size).toBe(mutatingLines.length)
  expect(mutatingLines.length).toBeGreaterThanOrEqual(500)
  expect(new Set(mutatingLines.map((line) => line.split(' ')[0])).size).toBeGreaterThanOrEqual(250)
})

test('none of them only reads', () => {
  expect(calledReading(mutatingLines)).toEqual([])
})

test.each(dresses.map((dress) => [dress('rm f'), dress] as const))('none of them only reads as in %j', (_, dress) => {
  expect(calledReading(mutatingLines.map(dress))).toEqual([])
})

test('none of them only reads in several dresses, one over the other', () => {
  const dressed = fc
    .tuple(fc.constantFrom(...mutatingLines), fc.array(fc.constantFrom(...dresses), {minLength: 2, maxLength: 5}))
    .map(([line, worn]) => worn.reduce((text, dress) => dress(text), line))

  fc.assert(
    fc.property(dressed, (line) => {
      expect(onlyReads(line).kind).toBe('may-change')
    }),
    {numRuns: 10_000},
  )
})
