import type {CommandEnd, SandboxOutcome} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {runVerify} from '../../../src/verify/run-verify.ts'

const signal = new AbortController().signal
const captured = (text: string) => {
  const bytes = new TextEncoder().encode(text)
  return {bytes, totalBytes: bytes.length}
}
const finished = (end: CommandEnd, stdout = '', stderr = ''): SandboxOutcome => {
  return {kind: 'finished', end, stdout: captured(stdout), stderr: captured(stderr), durationMs: 12}
}

test.each<[CommandEnd, boolean]>([
  [{kind: 'exited', exitCode: 0}, true],
  [{kind: 'exited', exitCode: 1}, false],
  [{kind: 'signalled', signal: 'SIGKILL'}, false],
  [{kind: 'timed-out'}, false],
  [{kind: 'cancelled'}, false],
])('a command that ended with %j passed: %s', async (end, passed) => {
  const report = await runVerify({command: 'npm test', run: async () => finished(end, 'out', 'err')}, signal)

  expect(report).toEqual({command: 'npm test', passed, end, output: 'out\nerr\n', durationMs: 12})
})

test('runs the command as it stands, with the signal', async () => {
  const calls: unknown[] = []
  const run = async (...call: unknown[]) => {
    calls.push(call)
    return finished({kind: 'exited', exitCode: 0})
  }

  await runVerify({command: ' npm test | cat ', run}, signal)

  expect(calls).toEqual([[' npm test | cat ', signal]])
})

test('long output loses its middle', async () => {
  const run = async () => finished({kind: 'exited', exitCode: 1}, `first\n${'x'.repeat(1_000)}\nlast\n`)

  const {output} = await runVerify({command: 'a', run, outputBytes: 40}, signal)

  expect(output).toBe(`first\n${'x'.repeat(14)}\n[… 972 bytes left out …]\n${'x'.repeat(14)}\nlast\n`)
})

test('a sandbox that does not start is an error, not a failed test', async () => {
  const run = async (): Promise<SandboxOutcome> => ({kind: 'not-started', because: 'no namespaces here'})

  await expect(runVerify({command: 'npm test', run}, signal)).rejects.toMatchObject({
    code: 'VERIFY_NOT_STARTED',
    exitCode: 6,
    message: 'The sandbox could not start, so the verify command "npm test" was not run: no namespaces here',
  })
})
