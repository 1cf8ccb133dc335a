import {expect, test} from 'vitest'
import {turnFigures} from '../../../../src/cli/model/turn-figures.ts'

const price = {input: 1, output: 4}
const asked = {model: 'gpt-4.1', models: {}, provider: 'openai', providers: {}, budget: {}}

test('a model of the catalogue has its price at OpenAI and at Azure, and elsewhere only what the user says', () => {
  const priceAt = (provider: string, more = {}) => turnFigures({...asked, provider, ...more}).price

  expect(priceAt('openai')).toMatchObject({input: 2, output: 8})
  expect(priceAt('azure')).toEqual(priceAt('openai'))
  expect(priceAt('work', {providers: {work: {kind: 'azure'}}})).toEqual(priceAt('openai'))
  expect(priceAt('acme')).toBeUndefined()
  expect(priceAt('acme', {models: {'gpt-4.1': {price}}})).toEqual(price)
  expect(priceAt('openai', {models: {'gpt-4.1': {price}}})).toEqual(price)
})

test('a limit on costs without a price is refused, and the words say where the price goes', () => {
  const limited = {...asked, model: 'acme-coder', provider: 'acme', budget: {maxCostUsd: 2}}

  expect(() => turnFigures(limited)).toThrow(
    expect.objectContaining({
      code: 'PRICE_UNKNOWN',
      exitCode: 3,
      message: expect.stringContaining('"acme-coder"'),
      suggestions: expect.arrayContaining([expect.stringContaining('`models.acme-coder.price`')]),
    }),
  )
  expect(turnFigures({...limited, models: {'acme-coder': {price}}}).price).toEqual(price)
})

test('names that objects have anyway are no entries of the user', () => {
  expect(turnFigures({...asked, model: 'constructor', provider: 'constructor'}).price).toBeUndefined()
})
