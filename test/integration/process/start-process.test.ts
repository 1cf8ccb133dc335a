import {expect, onTestFinished, test} from 'vitest'
import {startProcess, type RunningProcess} from '../../../src/process/start-process.ts'
import {processEnds} from '../../helpers/process-ends.ts'

async function started(script: string): Promise<RunningProcess> {
  const outcome = await startProcess({argv: ['/bin/sh', '-c', script], environment: {PATH: '/usr/bin:/bin'}})
  if (outcome.kind !== 'started') throw new Error(outcome.because)
  onTestFinished(() => outcome.process.stop())
  return outcome.process
}

test('a long-lived process tells its first line and ends when its stdin is closed', async () => {
  const running = await started('echo ready; read -r _; exit 3')

  expect(await running.firstLine(5000)).toBe('ready')
  await running.stop()

  expect(await running.ended).toEqual({kind: 'exited', exitCode: 3})
})

test('a process that ends without a line has no first line', async () => {
  const running = await started('exit 4')

  expect(await running.firstLine(5000)).toBeUndefined()
  expect(await running.ended).toEqual({kind: 'exited', exitCode: 4})
})

test('a silent process has no first line within the time given', async () => {
  const running = await started('sleep 300')

  expect(await running.firstLine(50)).toBeUndefined()
})

test('stopping ends the whole group of a process that does not read its stdin, and may be repeated', async () => {
  const running = await started('trap "" TERM; sleep 300 & echo $!; wait')
  const child = Number(await running.firstLine(5000))

  await Promise.all([running.stop(), running.stop()])

  expect(await processEnds(child)).toBe(true)
  expect(await running.ended).toEqual({kind: 'signalled', signal: 'SIGKILL'})
})

test('a program that does not exist is not started', async () => {
  expect(await startProcess({argv: ['/proc/nonexistent'], environment: {}})).toEqual({
    kind: 'not-started',
    because: expect.stringMatching(/ENOENT/),
  })
})
