import {spawnSync} from 'node:child_process'
import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import {expect, test} from 'vitest'
import {temporaryFolder} from '../helpers/temporary-folder.ts'

const script = fileURLToPath(new URL('../../.ci/count-tests.js', import.meta.url))
const count = (failedSteps: number, ...reports: string[]) => {
  const {stdout, status} = spawnSync(process.execPath, [script, String(failedSteps), ...reports], {encoding: 'utf8'})
  return {lines: stdout.trim().split('\n'), status}
}

async function report(success: boolean, files: readonly {name: string; status: string; tests: readonly string[]}[]) {
  const file = path.join(await temporaryFolder(), 'report.json')
  const testResults = files.map(({name, status, tests}) => ({
    name,
    status,
    assertionResults: tests.map((outcome) => ({status: outcome, fullName: `${name} ${outcome}`})),
  }))
  await writeFile(file, JSON.stringify({success, testResults}))
  return file
}

test('the tests of two runs are added up', async () => {
  const one = await report(true, [{name: 'a', status: 'passed', tests: ['passed', 'passed']}])
  const two = await report(false, [{name: 'b', status: 'failed', tests: ['passed', 'failed']}])

  expect(count(0, one, one)).toEqual({lines: ['4 passed, 0 failed'], status: 0})
  expect(count(0, one, two)).toEqual({lines: ['3 passed, 1 failed'], status: 1})
})

test('a failed step, a report that was not written and an error outside of any test count as failures', async () => {
  const good = await report(true, [{name: 'a', status: 'passed', tests: ['passed']}])
  const unhandled = await report(false, [{name: 'a', status: 'passed', tests: ['passed']}])

  expect(count(1, good)).toEqual({lines: ['1 passed, 1 failed'], status: 1})
  expect(count(0, good, `${good}.missing`)).toEqual({lines: ['1 passed, 1 failed'], status: 1})
  expect(count(0, unhandled)).toEqual({lines: ['1 passed, 1 failed'], status: 1})
})

test('a test that did not run and a file that did not load count as failures and are named', async () => {
  const file = await report(false, [
    {name: 'a', status: 'passed', tests: ['passed', 'skipped']},
    {name: 'b', status: 'failed', tests: []},
  ])

  expect(count(0, file)).toEqual({
    lines: ['did not run: a skipped', 'did not load: b', '1 passed, 2 failed'],
    status: 1,
  })
})

test('a run without any test has not passed', () => {
  expect(count(0)).toEqual({lines: ['0 passed, 0 failed'], status: 1})
})
