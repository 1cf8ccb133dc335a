import {expect, test} from 'vitest'
import {turnFigures} from '../../../src/cli/turn-figures.ts'

const price = {input: 1, output: 4}

test('a model of the catalogue has its price at OpenAI and at Azure, and elsewhere only what the user says', () => {
  const priceAt = (provider: string, models = {}) => turnFigures({model: 'gpt-4.1', provider, models}).price

  expect(priceAt('openai')).toMatchObject({input: 2, output: 8})
  expect(priceAt('azure')).toEqual(priceAt('openai'))
  expect(priceAt('acme')).toBeUndefined()
  expect(priceAt('acme', {'gpt-4.1': {price}})).toEqual(price)
  expect(priceAt('openai', {'gpt-4.1': {price}})).toEqual(price)
})

test('a limit on costs without a price is refused, and the words say where the price goes', () => {
  const asked = {model: 'acme-coder', provider: 'acme', maxCostUsd: 2}

  expect(() => turnFigures({...asked, models: {}})).toThrow(
    expect.objectContaining({
      code: 'PRICE_UNKNOWN',
      exitCode: 3,
      message: expect.stringContaining('"acme-coder"'),
      suggestions: expect.arrayContaining([expect.stringContaining('`models.acme-coder.price`')]),
    }),
  )
  expect(turnFigures({...asked, models: {'acme-coder': {price}}}).price).toEqual(price)
})

test('names that objects have anyway are no entries of the user', () => {
  expect(turnFigures({model: 'constructor', provider: 'acme', models: {}}).price).toBeUndefined()
})
