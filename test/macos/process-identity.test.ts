import {expect, test} from 'vitest'
import {isProcessAlive, startTimeFromPs, thisProcess} from '../../src/workspace/process-identity.ts'

test('a process is known by when it was started, so that its number alone does not keep a lock', async () => {
  const own = await thisProcess()

  expect(own.startedAt).toMatch(/^\w{3} \w{3} +\d+ \d\d:\d\d:\d\d \d{4}$/)
  expect(await isProcessAlive(JSON.stringify(own))).toBe(true)
  expect(await isProcessAlive(JSON.stringify({...own, startedAt: 'Thu Jan  1 00:00:00 1970'}))).toBe(false)
})

test('a process that is gone has no start', async () => {
  expect(await startTimeFromPs(99_999_999)).toBe(undefined)
})
