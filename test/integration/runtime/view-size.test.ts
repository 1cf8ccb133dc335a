import {readdir} from 'node:fs/promises'
import {expect, test} from 'vitest'
import {exitCodeOf} from '../../../src/cli/exit-code.ts'
import {runTurn} from '../../helpers/run-turn.ts'

const files = {'a.txt': 'a'}
const shell = (command: string) => ({tool_call: {name: 'shell', arguments: {command}}})
const mostBytes = 8 * 1024 * 1024
const flags = {'approval-mode': 'full-auto'}

test('a command that fills the disk is ended, and the turn with it', async () => {
  const fill = 'i=0; while :; do head -c 1000000 /dev/urandom > big.$i; i=$((i + 1)); sleep 0.02; done'
  const run = await runTurn({
    script: {steps: [{reply: [shell(fill)]}]},
    files,
    flags: {...flags, 'max-time': '60s'},
    viewSize: {mostBytes, leastFreeBytes: 0, everyMs: 50},
  })

  expect(exitCodeOf(run.result)).toBe(10)
  expect(run.result.errors).toEqual([
    {
      code: 'COPY_TOO_LARGE',
      message: expect.stringMatching(
        /^The turn has written \d+ MiB into its copy, more than 8 MiB, so it was stopped\. No file of yours was changed\.$/,
      ),
      suggestions: [expect.stringContaining('/tmp')],
    },
  ])
  expect(run.result.changeSet?.status).toBe('pending')
  expect(await readdir(run.workspace)).toEqual(['a.txt'])
})

test('a command that is over before the next look is found out by how full the disk became', async () => {
  const run = await runTurn({
    script: {steps: [{reply: [shell('head -c 40000000 /dev/urandom > big; sync big')]}]},
    files,
    flags,
    viewSize: {mostBytes, leastFreeBytes: 0, everyMs: 60_000},
  })

  expect(run.result.errors).toMatchObject([{code: 'COPY_TOO_LARGE'}])
})

test('a disk that is nearly full ends the turn before it is full', async () => {
  const run = await runTurn({
    script: {steps: [{reply: [shell('echo x > new; sleep 20')]}]},
    files,
    flags,
    viewSize: {mostBytes, leastFreeBytes: Number.MAX_SAFE_INTEGER, everyMs: 50},
  })

  expect(run.result.errors).toMatchObject([
    {code: 'COPY_TOO_LARGE', message: expect.stringMatching(/^The disk under .* has less than/)},
  ])
})
