import {expect, test} from 'vitest'
import {aliasesOf, listModels, lookUpModel} from '../../../src/model/catalogue.ts'
import type {KnownModel} from '../../../src/model/catalogue.ts'
import {providers} from '../../../src/model/providers.ts'

const gpt41 = {
  name: 'gpt-4.1',
  isKnown: true,
  contextWindow: 1_047_576,
  maxOutputTokens: 32_768,
  wire: 'responses',
  fillsInMiddle: false,
  callsTools: true,
  reasons: false,
  seesImages: true,
  price: {input: 2, cachedInput: 0.5, output: 8, asOf: '2026-10', sellers: ['openai', 'azure']},
  endsOn: '2027-01-14',
}

test('a known model has its figures, a dated snapshot those of its model', () => {
  expect(lookUpModel('gpt-4.1')).toEqual(gpt41)
  expect(lookUpModel('gpt-4.1-2025-04-14')).toEqual({...gpt41, name: 'gpt-4.1-2025-04-14'})
})

test('a snapshot with figures of its own keeps them', () => {
  expect(lookUpModel('gpt-4o-2024-05-13').price).toMatchObject({input: 5, output: 15, asOf: '2026-10'})
})

test.each(['qwen2.5-coder:7b', 'qwen2.5-coder:7b-base-q4_K_M', 'qwen2.5-coder-7b-instruct', 'Qwen/Qwen2.5-Coder-32B'])(
  '%s has the figures of its family',
  (name) => {
    expect(lookUpModel(name)).toEqual({...lookUpModel('qwen2.5-coder'), name})
    expect(lookUpModel(name)).toMatchObject({isKnown: true, fillsInMiddle: true, contextWindow: 32_768})
  },
)

test('a model behind the name of its maker is known, but what somebody else takes for it is not', () => {
  const {price: _, ...figures} = gpt41

  expect(lookUpModel('openai/gpt-4.1')).toEqual({...figures, name: 'openai/gpt-4.1'})
})

test.each([
  ['codex-1', 'gpt-5.3-codex'],
  ['codex-mini', 'gpt-6.1-terra'],
])('%s is another name of %s', (alias, name) => {
  expect(lookUpModel(alias)).toEqual(lookUpModel(name))
  expect(lookUpModel(alias).isKnown).toBe(true)
  expect(aliasesOf(name)).toEqual([alias])
})

test('what the user says wins key by key, and makes a model known', () => {
  const own = {contextWindow: 128_000, price: {input: 1, output: 4}}

  expect(lookUpModel('gpt-4.1', {'gpt-4.1': own})).toEqual({...gpt41, ...own})
  expect(lookUpModel('acme-coder', {'acme-coder': own})).toMatchObject({...own, isKnown: true, callsTools: true})
  expect(lookUpModel('codex-1', {'codex-1': own})).toMatchObject({...own, name: 'gpt-5.3-codex', reasons: true})
})

test('what the user says of a family holds for its snapshots, and of an alias beats what is said of its model', () => {
  const models = {
    'gpt-4.1': {contextWindow: 50_000, reasons: true},
    'gpt-4.1-2025-04-14': {contextWindow: 60_000},
    'gpt-5.3-codex': {contextWindow: 70_000, callsTools: false},
    'codex-1': {contextWindow: 80_000},
  }

  expect(lookUpModel('gpt-4.1-2025-04-14', models)).toMatchObject({contextWindow: 60_000, reasons: true})
  expect(lookUpModel('codex-1', models)).toMatchObject({contextWindow: 80_000, callsTools: false})
  expect(lookUpModel('gpt-5.3-codex', models)).toMatchObject({contextWindow: 70_000, callsTools: false})
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
    seesImages: true,
  })
  expect(lookUpModel('constructor').isKnown).toBe(false)
  expect(lookUpModel('gpt-5.3-codex-spark').isKnown).toBe(false)
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

test('all models are those of the catalogue and those of the user, each once', () => {
  const names = listModels({'acme-coder': {contextWindow: 9_000}, 'codex-1': {reasons: false}}).map(({name}) => name)

  expect(names).toEqual([...listModels().map(({name}) => name), 'acme-coder'])
  expect(new Set(names).size).toBe(names.length)
})

const isCount = (value: number | undefined) => value === undefined || (Number.isInteger(value) && value > 0)

function problemsOf(model: KnownModel): string[] {
  const {price} = model
  const rates = [price, price?.longInput].filter((rate) => rate !== undefined)
  const checks: readonly (readonly [string, boolean])[] = [
    ['known', model.isKnown],
    ['context window', isCount(model.contextWindow) && model.contextWindow > 0],
    ['output', isCount(model.maxOutputTokens) && (model.maxOutputTokens ?? 0) <= model.contextWindow],
    ['end', model.endsOn === undefined || /^20\d\d-[01]\d-[0-3]\d$/.test(model.endsOn)],
    ['month', price === undefined || /^20\d\d-(?:0[1-9]|1[0-2])$/.test(price.asOf ?? '')],
    ['sellers', price === undefined || (price.sellers ?? []).every((kind) => Object.hasOwn(providers, kind))],
    ['rates', rates.every(({input, output}) => input > 0 && output >= input)],
    ['cached', rates.every(({input, cachedInput = input}) => cachedInput > 0 && cachedInput <= input)],
    ['long', price?.longInput === undefined || price.longInput.input > price.input],
    ['words', model.fillTokens === undefined || model.fillsInMiddle],
    ['completions', model.wire !== 'completions' || !model.callsTools],
  ]
  return checks.filter(([, holds]) => !holds).map(([name]) => `${model.name}: ${name}`)
}

test('families that fill in have the words of their frame, in every size and with every tag', () => {
  const barred = {prefix: '<|fim_prefix|>', suffix: '<|fim_suffix|>', middle: '<|fim_middle|>'}

  expect(lookUpModel('qwen2.5-coder:7b-base').fillTokens).toEqual(barred)
  expect(lookUpModel('Qwen/Qwen2.5-Coder-7B').fillTokens).toEqual(barred)
  expect(lookUpModel('starcoder2:3b').fillTokens?.prefix).toBe('<fim_prefix>')
  expect(lookUpModel('codellama:13b').fillTokens).toEqual({prefix: '<PRE> ', suffix: ' <SUF>', middle: ' <MID>'})
  expect(lookUpModel('codestral').fillTokens).toBeUndefined()
  expect(lookUpModel('codestral', {codestral: {fillTokens: barred}}).fillTokens).toEqual(barred)
})

test('every entry is well-formed: a window, and either no price or one with its month', () => {
  expect(listModels().flatMap(problemsOf)).toEqual([])
  expect(listModels().length).toBeGreaterThan(40)
})
