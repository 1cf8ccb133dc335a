import {expect} from 'vitest'
import type {Mutant} from './backend-mutants.ts'
import {runInOuterSandbox} from './outer-sandbox.ts'

/** Each mutant fails each of its rows, and the backend it was made from withstands all of them in the same place. */
export async function expectAllCaught(whole: string, mutants: readonly Mutant[]): Promise<void> {
  const rows = [...new Set(mutants.flatMap(({caughtBy}) => caughtBy))]
  const runs = [{backend: whole, rows}, ...mutants.map(({name, caughtBy}) => ({backend: name, rows: caughtBy}))]

  const results = await runInOuterSandbox(runs, 'ordinary user')

  const found = results.map(({backend, id, result, detail}) => ({backend, id, result, detail}))
  expect(found.filter(({backend, result}) => result !== (backend === whole ? 'stopped' : 'breached'))).toEqual([])
  expect(found.length).toBe(runs.flatMap((run) => run.rows).length)
}
