import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import path from 'node:path'
import {describe, test} from 'vitest'
import type {TestContext} from 'vitest'
import {z} from 'zod'
import {type Fault, type FaultName, faults, faultTable} from '../helpers/fault-table.ts'
import {faultKey, playFault} from '../helpers/play-fault.ts'
import type {FaultWire} from '../helpers/play-fault.ts'

type Finish = TestContext['onTestFinished']

/** Tests that run side by side must say which of them has finished. */
async function play(fault: Fault, how: {wire: FaultWire; argv?: readonly string[]}, onTestFinished: Finish) {
  const folder = await mkdtemp(path.join(tmpdir(), 'codex-fault-'))
  onTestFinished(() => rm(folder, {recursive: true, force: true}))
  return playFault(fault, {...how, folder})
}

describe.concurrent.each(['responses', 'chat'] as const)('over %s, when the server', (wire) => {
  test.for(faults.map(([, fault]) => [fault.does, fault] as const))(
    '%s',
    async ([, fault], {expect, onTestFinished}) => {
      const {exitCode, requests, stdout, says, keepsQuietAbout = [], files = {}} = fault.ends

      const {stderr, seconds: _, ...run} = await play(fault, {wire}, onTestFinished)

      expect(run).toEqual({signal: null, exitCode, requests, stdout, files, misfits: [], unplayed: 0})
      expect({unsaid: says.filter((words) => !stderr.includes(words)), stderr}).toEqual({unsaid: [], stderr})
      expect({said: [...keepsQuietAbout, faultKey].filter((words) => stderr.includes(words)), stderr}).toEqual({
        said: [],
        stderr,
      })
    },
  )
})

const shownAsJson = [
  ['wrong-key', ['MODEL_CREDENTIALS'], 0],
  ['server-error', ['MODEL_SERVER'], 3],
  ['reset-after-text', [], 1],
  ['stall-for-ever', ['MODEL_SILENT'], 2],
  ['unreachable', ['MODEL_UNREACHABLE'], 2],
  ['fault-after-command', [], 1],
] as const satisfies readonly (readonly [FaultName, readonly string[], number])[]

const result = z.looseObject({answer: z.string(), errors: z.array(z.looseObject({code: z.string()}))})
const object = result.extend({exit_code: z.number()})
const event = z.looseObject({
  type: z.string(),
  attempt: z.number().optional(),
  exit_code: z.number().optional(),
  result: result.optional(),
})

describe.concurrent('for programs', () => {
  test.for(shownAsJson)(
    '--json of %s is one object with the exit code of the program, and stderr is empty',
    async ([name, codes], {expect, onTestFinished}) => {
      const fault: Fault = faultTable[name]

      const run = await play(fault, {wire: 'responses', argv: ['--json']}, onTestFinished)

      const {exit_code: exitCode, answer, errors} = object.parse(JSON.parse(run.stdout))
      expect({exitCode, stdout: answer && `${answer}\n`, codes: errors.map(({code}) => code)}).toEqual({
        exitCode: fault.ends.exitCode,
        stdout: fault.ends.stdout,
        codes,
      })
      expect({exitCode: run.exitCode, requests: run.requests, stderr: run.stderr}).toEqual({
        exitCode: fault.ends.exitCode,
        requests: fault.ends.requests,
        stderr: '',
      })
    },
  )

  test.for(shownAsJson)(
    '--jsonl of %s has an event for every retry, and ends with the exit code of the program',
    async ([name, codes, retries], {expect, onTestFinished}) => {
      const fault: Fault = faultTable[name]

      const run = await play(fault, {wire: 'chat', argv: ['--jsonl']}, onTestFinished)

      const events = run.stdout.split('\n').flatMap((line) => (line === '' ? [] : [event.parse(JSON.parse(line))]))
      const attempts = events.filter(({type}) => type === 'step.retry').map(({attempt}) => attempt)
      expect(attempts).toEqual(Array.from({length: retries}, (_, place) => place + 2))
      expect({...events.at(-1), result: events.at(-1)?.result?.errors.map(({code}) => code)}).toEqual({
        type: 'turn.end',
        exit_code: run.exitCode,
        result: codes,
      })
      expect(run.exitCode).toBe(fault.ends.exitCode)
    },
  )
})
