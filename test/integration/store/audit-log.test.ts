import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {appendFile, mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {fileURLToPath} from 'node:url'
import {expect, test} from 'vitest'
import {createAuditLog, headIn} from '../../../src/store/audit-log.ts'
import {writeAuditLine} from '../../../src/store/audit-line.ts'
import {verifyAudit} from '../../../src/store/verify-audit.ts'
import {stateOf} from '../../helpers/open-state-file.ts'
import {temporaryFolder} from '../../helpers/temporary-folder.ts'

const november = Date.parse('2026-11-23T10:00:00Z')
const file = 'audit/2026-11.jsonl'

async function auditPlace() {
  const codexHome = await temporaryFolder()
  const state = await stateOf(codexHome)
  let nowMs = november
  const log = createAuditLog({
    codexHome,
    state,
    now: () => nowMs,
    redact: (entry) => JSON.parse(JSON.stringify(entry).replaceAll('sk-secret', '…')) as typeof entry,
  })
  return {
    codexHome,
    state,
    log,
    laterBy: (ms: number) => {
      nowMs += ms
    },
    async write(...numbers: readonly number[]) {
      for (const number of numbers) log.note({type: 'test.entry', number})
      return log.flush()
    },
    async check() {
      const head = await state.read(headIn)
      if (head.kind === 'failed') throw new Error(head.fault.because)
      const {lines, problems} = verifyAudit(codexHome, head.result)
      return {lines, problems: problems.map(({line, text}) => `${line}: ${text}`)}
    },
    async lines(): Promise<string[]> {
      return (await readFile(path.join(codexHome, file), 'utf8')).trimEnd().split('\n')
    },
    setLines: (lines: readonly string[]) => writeFile(path.join(codexHome, file), `${lines.join('\n')}\n`),
  }
}

test('each line carries its number, its time and the hash of the line before; secrets are taken out', async () => {
  const place = await auditPlace()
  place.log.note({type: 'command.start', line: 'curl -H sk-secret'})
  await place.log.flush()
  place.laterBy(1_500)
  await place.write(1)

  const lines = (await place.lines()).map((line) => JSON.parse(line) as unknown)

  expect(lines).toEqual([
    {seq: 1, time: '2026-11-23T10:00:00.000Z', type: 'command.start', line: 'curl -H …', prev: '0'.repeat(64)},
    {
      seq: 2,
      time: '2026-11-23T10:00:01.500Z',
      type: 'test.entry',
      number: 1,
      prev: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  ])
  expect(await place.check()).toEqual({lines: 2, problems: []})
})

test('the chain goes on over the months, and never back to an older file', async () => {
  const place = await auditPlace()
  await place.write(1, 2)
  place.laterBy(30 * 24 * 60 * 60_000)
  await place.write(3)
  place.laterBy(-30 * 24 * 60 * 60_000)
  await place.write(4)

  expect(await readdir(path.join(place.codexHome, 'audit'))).toEqual(['2026-11.jsonl', '2026-12.jsonl'])
  expect(await place.check()).toEqual({lines: 4, problems: []})
})

test.each([
  {
    name: 'an edited line',
    change: (lines: string[]) => lines.with(1, lines[1]?.replace('"number":2', '"number":7') ?? ''),
    problems: ['3: the line before it was edited'],
  },
  {
    name: 'an edited last line',
    change: (lines: string[]) => lines.with(3, lines[3]?.replace('"number":4', '"number":7') ?? ''),
    problems: ['4: line 4 is not the one that was written: it was edited'],
  },
  {
    name: 'a removed line',
    change: (lines: string[]) => lines.toSpliced(1, 1),
    problems: ['2: lines 2 to 2 are missing before it'],
  },
  {
    name: 'moved lines',
    change: ([first = '', second = '', third = '', fourth = '']: string[]) => [first, third, second, fourth],
    problems: [
      '2: lines 2 to 2 are missing before it',
      '3: it is line 2 of the log and stands behind line 3: lines were moved or copied',
      '4: lines 3 to 3 are missing before it',
    ],
  },
  {
    name: 'a cut tail',
    change: (lines: string[]) => lines.slice(0, 2),
    problems: ['2: the end of the log was cut off: its last line was number 4'],
  },
  {
    name: 'an added line',
    change: (lines: string[]) => [
      ...lines,
      writeAuditLine({type: 'test.forged'}, {head: {seq: 4, hash: 'f'.repeat(64)}, time: '2026-11-23T10:00:00.000Z'}),
    ],
    problems: ['5: the line before it was edited'],
  },
  {
    name: 'a line that is none',
    change: (lines: string[]) => [...lines, '{"seq":'],
    problems: ['5: this is no line of the log: it was edited, or a kill cut it off'],
  },
])('$name is found', async ({change, problems}) => {
  const place = await auditPlace()
  await place.write(1, 2, 3, 4)

  await place.setLines(change(await place.lines()))

  expect((await place.check()).problems).toEqual(problems)
})

test('a log that is gone as a whole is found', async () => {
  const place = await auditPlace()
  await place.write(1, 2)

  await writeFile(path.join(place.codexHome, file), '')

  expect((await place.check()).problems).toEqual(['0: the end of the log was cut off: its last line was number 2'])
})

test('lines that a killed process wrote before the head knew them are taken up', async () => {
  const place = await auditPlace()
  await place.write(1)
  const head = await place.state.read(headIn)
  if (head.kind === 'failed') throw new Error(head.fault.because)
  const orphan = writeAuditLine({type: 'test.entry', number: 2}, {head: head.result, time: '2026-11-23T10:00:00.000Z'})
  await appendFile(path.join(place.codexHome, file), `${orphan}\n{"seq":3,"ti`)

  await place.write(3)

  const check = await place.check()
  expect(check.lines).toBe(4)
  expect(check.problems).toEqual(['3: this is no line of the log: it was edited, or a kill cut it off'])
})

test('what could not be written waits for the next time', async () => {
  const place = await auditPlace()
  await writeFile(path.join(place.codexHome, 'audit'), 'a file in the place of the folder')

  const failed = await place.write(1)
  await rm(path.join(place.codexHome, 'audit'))
  const written = await place.write(2)

  expect(failed).toEqual({kind: 'failed', because: expect.stringContaining('EEXIST')})
  expect(written).toEqual({kind: 'written'})
  expect(await place.check()).toEqual({lines: 2, problems: []})
})

test('eight processes write one unbroken log, also when some of them are killed', async () => {
  const place = await auditPlace()
  await mkdir(path.join(place.codexHome, 'audit'))
  const program = fileURLToPath(new URL('../../fixtures/store/audit-writer.ts', import.meta.url))
  const writers = Array.from({length: 8}, (_, index) =>
    spawn(process.execPath, [program, place.codexHome, `w${index}`, index < 5 ? '10' : '100000'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  )
  const ends = writers.map((writer) => once(writer, 'exit'))
  await Promise.all(writers.map((writer) => once(writer.stdout, 'data')))
  for (const writer of writers.slice(5)) writer.kill('SIGKILL')
  await Promise.all(ends)

  await place.write(1)

  const {lines, problems} = await place.check()
  expect(lines).toBeGreaterThanOrEqual(51)
  expect(problems.filter((problem) => !problem.includes('a kill cut it off'))).toEqual([])
})
