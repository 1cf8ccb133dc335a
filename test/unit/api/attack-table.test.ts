import {attackClasses, attacks, conformanceRows, mustWork} from '@codex-host/plugin-api/testing'
import {expect, test} from 'vitest'

test('every row has its own id, which begins with its class', () => {
  const ids = conformanceRows.map(({id}) => id)

  expect(new Set(ids).size).toBe(ids.length)
  expect(conformanceRows.filter((row) => !row.id.startsWith(`${row.class}: `))).toEqual([])
  expect(conformanceRows.length).toBe(attacks.length + mustWork.length)
})

test('every class has rows, and every row a class', () => {
  expect(new Set(attacks.map((row) => row.class))).toEqual(new Set(Object.keys(attackClasses)))
})

test('a row that does not end by itself prints its own marker', () => {
  expect(attacks.filter(({end, script}) => end !== undefined && !script.startsWith('echo ran; '))).toEqual([])
})
