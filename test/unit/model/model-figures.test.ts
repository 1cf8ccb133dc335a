import {expect, test} from 'vitest'
import {ratesFor} from '../../../src/model/model-figures.ts'

const price = {input: 2, output: 10, cachedInput: 0.2, asOf: '2026-10'}
const longInput = {aboveTokens: 272_000, input: 4, output: 15, cachedInput: 0.4}

test.each([
  [272_000, price],
  [272_001, longInput],
])('with %i tokens of input the rates of that length count', (inputTokens, rates) => {
  expect(ratesFor({...price, longInput}, inputTokens)).toEqual(rates)
})

test('a price without a second level counts for any length', () => {
  expect(ratesFor({input: 1, output: 2}, 1e9)).toEqual({input: 1, output: 2})
})
