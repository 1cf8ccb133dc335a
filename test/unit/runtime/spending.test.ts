import {expect, test} from 'vitest'
import {noUsage} from '../../../src/model/add-usage.ts'
import {addBill, billFor, costOf} from '../../../src/runtime/spending.ts'

const price = {input: 2, cachedInput: 0.5, output: 8}
const usage = {inputTokens: 1_000_000, cachedInputTokens: 400_000, outputTokens: 100_000, reasoningTokens: 90_000}

test.each([
  ['cached tokens cost less', usage, price, {costUsd: 2.2, providerSavedUsd: 0.6}],
  [
    'without a price of their own they cost what others cost',
    usage,
    {input: 2, output: 8},
    {costUsd: 2.8, providerSavedUsd: 0},
  ],
  ['a price of zero is a known price', usage, {input: 0, output: 0}, {costUsd: 0, providerSavedUsd: 0}],
  [
    'a long input makes every token of the request dearer',
    usage,
    {...price, longInput: {aboveTokens: 999_999, input: 4, output: 10}},
    {costUsd: 5, providerSavedUsd: 0},
  ],
  ['without a price the cost is unknown', usage, undefined, {}],
  ['without a count of the server too', noUsage, price, {}],
  [
    'more cached than read at all is a slip of the server',
    {...noUsage, inputTokens: 10, cachedInputTokens: 99},
    price,
    {costUsd: 0.000005, providerSavedUsd: 0.000015},
  ],
  [
    'one token of the cheapest model is not nothing',
    {...noUsage, inputTokens: 1},
    {input: 0.005, output: 1},
    {costUsd: 5e-9, providerSavedUsd: 0},
  ],
])('%s', (_name, used, at, expected) => {
  expect(costOf(used, at)).toEqual(expected)
})

test('an answer from the local cache costs nothing, and what it saved stands apart', () => {
  expect(billFor({usage, fromCache: true}, price)).toEqual({
    usage: noUsage,
    costUsd: 0,
    providerSavedUsd: 0,
    cacheHit: {savedUsage: usage, savedUsd: 2.2},
  })
  expect(billFor({usage, fromCache: true}).cacheHit).toEqual({savedUsage: usage})
})

test('bills add up without the noise of fractions', () => {
  const tenth = {usage: {...noUsage, inputTokens: 1}, costUsd: 0.1, providerSavedUsd: 0.2}
  const hit = billFor({usage, fromCache: true}, price)

  expect([tenth, tenth, tenth, hit, hit].reduce(addBill, undefined)).toEqual({
    usage: {...noUsage, inputTokens: 3},
    costUsd: 0.3,
    providerSavedUsd: 0.6,
    cacheHits: {
      count: 2,
      savedUsage: {inputTokens: 2_000_000, cachedInputTokens: 800_000, outputTokens: 200_000, reasoningTokens: 180_000},
      savedUsd: 4.4,
    },
  })
})

test('one answer of unknown cost makes the sum unknown for good', () => {
  const known = {usage, costUsd: 1, providerSavedUsd: 0}
  expect([known, {usage: noUsage}, known].reduce(addBill, undefined)).toEqual({
    usage: {inputTokens: 2_000_000, cachedInputTokens: 800_000, outputTokens: 200_000, reasoningTokens: 180_000},
  })
})
