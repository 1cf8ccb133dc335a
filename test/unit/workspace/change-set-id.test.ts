import fc from 'fast-check'
import {expect, test} from 'vitest'
import {createChangeSetId, isChangeSetId} from '../../../src/workspace/change-set-id.ts'

const moments = fc.integer({min: 0, max: Date.parse('2200-01-01')})
const chances = fc.double({min: 0, max: 1, maxExcluded: true, noNaN: true})

test('ids sort by the time they were made, and are known as ids', () => {
  fc.assert(
    fc.property(moments, moments, chances, chances, (earlier, later, one, other) => {
      fc.pre(earlier < later)
      const ids = [createChangeSetId(earlier, one), createChangeSetId(later, other)]
      expect(ids.toSorted()).toEqual(ids)
      expect(ids.every(isChangeSetId)).toBe(true)
    }),
  )
})

test.each(['', '..', '../escape1234', '0123456789ab', '0123456789ABC', '0123456789abcd'])('%j is no id', (text) => {
  expect(isChangeSetId(text)).toBe(false)
})
