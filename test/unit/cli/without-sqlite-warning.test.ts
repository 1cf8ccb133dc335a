import {expect, test} from 'vitest'
import {withoutSqliteWarning} from '../../../src/cli/without-sqlite-warning.ts'

test('the warning of node:sqlite is dropped while it is loaded, and no other, and none later', async () => {
  const warned: unknown[][] = []
  const target = {emitWarning: (...given: unknown[]) => void warned.push(given)}
  const text = 'SQLite is an experimental feature and might change at any time'

  const result = await withoutSqliteWarning(target, async () => {
    target.emitWarning(text, 'ExperimentalWarning')
    target.emitWarning('VM Modules is an experimental feature', 'ExperimentalWarning')
    target.emitWarning(text, 'DeprecationWarning')
    return 'loaded'
  })
  target.emitWarning(text, 'ExperimentalWarning')

  expect(result).toBe('loaded')
  expect(warned).toEqual([
    ['VM Modules is an experimental feature', 'ExperimentalWarning'],
    [text, 'DeprecationWarning'],
    [text, 'ExperimentalWarning'],
  ])
})

test('warnings are as before also when the load fails', async () => {
  const emitWarning = () => {}
  const target = {emitWarning}

  await expect(withoutSqliteWarning(target, () => Promise.reject(new Error('no such module')))).rejects.toThrow(
    'no such module',
  )

  expect(target.emitWarning).toBe(emitWarning)
})
