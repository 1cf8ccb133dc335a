// Adds up vitest's JSON reports and prints the one line that sums up a run: `N passed, N failed`.
// Arguments: the number of failed steps that no report covers, then the report files. A report that was not
// written, a file that failed to load and a test that did not run are failures too.
import {existsSync, readFileSync} from 'node:fs'

const [failedSteps = '0', ...files] = process.argv.slice(2)
const counts = files.map(countReport)
const passed = counts.reduce((sum, count) => sum + count.passed, 0)
const failed = counts.reduce((sum, count) => sum + count.failed, Number(failedSteps))

console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1

function countReport(file) {
  if (!existsSync(file)) return {passed: 0, failed: 1}

  const report = JSON.parse(readFileSync(file, 'utf8'))
  const tests = report.testResults.flatMap((result) => result.assertionResults)
  const good = tests.filter((test) => test.status === 'passed')
  const notRun = tests.filter((test) => test.status !== 'passed' && test.status !== 'failed')
  const notLoaded = report.testResults.filter((result) => result.status === 'failed' && !result.assertionResults.length)
  for (const test of notRun) console.log(`did not run: ${test.fullName}`)
  for (const result of notLoaded) console.log(`did not load: ${result.name}`)

  const bad = tests.length - good.length + notLoaded.length
  // An error outside of any test fails the run and stands in no test.
  return {passed: good.length, failed: bad === 0 && !report.success ? 1 : bad}
}
