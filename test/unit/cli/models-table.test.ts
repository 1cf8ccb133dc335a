import {expect, test} from 'vitest'
import {modelRows} from '../../../src/cli/models/model-rows.ts'
import {modelsTable} from '../../../src/cli/models/models-table.ts'

const nobody = {userModels: {}, offered: undefined, onlyOffered: false}

test('in 80 columns everything fits, and the price and its months are there', () => {
  const text = modelsTable(modelRows(nobody), {width: 80, today: '2026-11-23'})

  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([])
  expect(text.split('\n')[0]).toBe('MODEL              CONTEXT  WIRE         FIM  TOOLS  REASONS  PRICE')
  expect(text).toMatch(/^gpt-5\.3-codex +400k +responses +no +yes +yes +1\.75\/0\.175\/14$/m)
  expect(text.replaceAll('\n', ' ')).toContain('compared with published lists from 2026-08 to 2026-11')
})

test.each([
  ['2026-12-10', true],
  ['2026-12-11', false],
])('on %s gpt-5 is in the table: %s', (today, isThere) => {
  const text = modelsTable(modelRows(nobody), {width: Infinity, today})

  expect(/^gpt-5 /m.test(text)).toBe(isThere)
  expect(text.includes('gpt-5 (2026-12-11)')).toBe(!isThere)
})

test('a model that has ended stays where the server still offers it', () => {
  const rows = modelRows({...nobody, offered: [{name: 'o4-mini'}]})

  expect(modelsTable(rows, {width: Infinity, today: '2026-11-23'})).toMatch(/^\+ {2}o4-mini /m)
})

test('what the user says of a window goes before the server, and the server before the catalogue', () => {
  const offered = [
    {name: 'qwen2.5-coder:7b', contextWindow: 8_192},
    {name: 'acme', contextWindow: 4_096},
  ]
  const rows = modelRows({userModels: {acme: {contextWindow: 9_000}}, offered, onlyOffered: true})

  expect(rows.map(({name, contextWindow, isUsers}) => [name, contextWindow, isUsers])).toEqual([
    ['acme', 9_000, true],
    ['qwen2.5-coder:7b', 8_192, false],
  ])
})

test('a name that is wider than the screen stays, and one month is said once', () => {
  const name = 'acme-coder-with-a-name-that-is-wider-than-a-narrow-screen:70b'
  const rows = modelRows({...nobody, offered: [{name}, {name: 'gpt-5.4'}], onlyOffered: true})
  const text = modelsTable(rows, {width: 40, today: '2026-11-23'})

  expect(text.split('\n')).toContain(name)
  expect(text.replaceAll('\n', ' ')).toContain('compared with published lists of 2026-10;')
})
