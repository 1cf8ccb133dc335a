import {expect, test} from 'vitest'
import {lookUpModel} from '../../../src/model/catalogue.ts'

const gpt41 = {
  name: 'gpt-4.1',
  isKnown: true,
  contextWindow: 1_047_576,
  wire: 'responses',
  fillsInMiddle: false,
  callsTools: true,
  reasons: false,
  price: {input: 2, cachedInput: 0.5, output: 8, asOf: '2026-03'},
}

test('a known model has its figures, a dated snapshot those of its model', () => {
  expect(lookUpModel('gpt-4.1')).toEqual(gpt41)
  expect(lookUpModel('gpt-4.1-2025-04-14')).toEqual({...gpt41, name: 'gpt-4.1-2025-04-14'})
  expect(lookUpModel('qwen2.5-coder:7b')).toMatchObject({fillsInMiddle: true, isKnown: true})
})

test.each([
  ['codex-1', 'gpt-5.3-codex'],
  ['codex-mini', 'gpt-5.1-codex-mini'],
])('%s is another name of %s', (alias, name) => {
  expect(lookUpModel(alias)).toEqual(lookUpModel(name))
})

test('what the user says wins, and makes a model known', () => {
  const own = {contextWindow: 128_000, price: {input: 1, output: 4}}

  expect(lookUpModel('gpt-4.1', {'gpt-4.1': own})).toEqual({...gpt41, ...own})
  expect(lookUpModel('acme-coder', {'acme-coder': own})).toMatchObject({...own, isKnown: true, callsTools: true})
  expect(lookUpModel('codex-1', {'codex-1': own})).toMatchObject({...own, name: 'gpt-5.3-codex'})
})

test('a model nobody knows gets safe guesses, and no price', () => {
  expect(lookUpModel('acme-coder')).toEqual({
    name: 'acme-coder',
    isKnown: false,
    contextWindow: 32_000,
    wire: 'chat',
    fillsInMiddle: false,
    callsTools: true,
    reasons: true,
  })
  expect(lookUpModel('constructor').isKnown).toBe(false)
})

test.each([
  ['gpt-4.1', false],
  ['gpt-4o-mini', false],
  ['gpt-4-turbo', false],
  ['openai/gpt-4o', false],
  ['chatgpt-4o-latest', false],
  ['o3', true],
  ['codex-mini', true],
  ['gpt-5', true],
  ['my-gpt-4-like', true],
])('%s reasons: %s', (model, reasons) => {
  expect(lookUpModel(model).reasons).toBe(reasons)
})
