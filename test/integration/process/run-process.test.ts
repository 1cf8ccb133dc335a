import {readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {expect, test} from 'vitest'
import {runProcess, type ProcessRequest} from '../../../src/process/run-process.ts'
import {processEnds} from '../../helpers/process-ends.ts'

const never = new AbortController().signal
const environment = {PATH: '/usr/bin:/bin'}
const defaults = {environment, timeoutMs: 20_000, outputBytes: 1000}
const sh = (script: string, more: Partial<ProcessRequest> = {}): ProcessRequest => ({
  ...defaults,
  argv: ['/bin/sh', '-c', script],
  ...more,
})

async function finished(request: ProcessRequest, signal: AbortSignal = never) {
  const outcome = await runProcess(request, signal)
  if (outcome.kind !== 'finished') throw new Error(outcome.because)
  const {durationMs, stdout, stderr, ...rest} = outcome
  return {durationMs, rest, stdout: textOf(stdout.bytes), stderr: textOf(stderr.bytes), totalBytes: stdout.totalBytes}
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

test('exit code, both outputs, stdin, folder and environment are the request’s own', async () => {
  const request = sh('cat; pwd; env; echo oops >&2; exit 7', {
    cwd: '/usr',
    stdin: Buffer.from('in\n'),
    environment: {...environment, ONLY: 'this'},
  })

  const {rest, stdout, stderr} = await finished(request)

  expect(rest).toEqual({kind: 'finished', end: {kind: 'exited', exitCode: 7}, captures: []})
  expect(stdout.split('\n').sort()).toEqual(['', 'ONLY=this', 'PATH=/usr/bin:/bin', 'PWD=/usr', '/usr', 'in'].sort())
  expect(stderr).toBe('oops\n')
})

test('the standard streams can be opened by name', async () => {
  const {stdout, stderr} = await finished(
    sh('cat /dev/stdin > /dev/stdout; echo oops > /dev/stderr', {stdin: Buffer.from('in\n')}),
  )

  expect([stdout, stderr]).toEqual(['in\n', 'oops\n'])
})

test('a further descriptor is a file of the host, and one that cannot be opened is an answer', async () => {
  const outcome = await runProcess(sh('head -n 1 <&3', {descriptors: [{file: import.meta.filename}]}), never)
  const missing = await runProcess(sh('true', {descriptors: [{file: '/does/not/exist'}]}), never)

  expect(outcome.kind === 'finished' && Buffer.from(outcome.stdout.bytes).toString()).toMatch(/^import .*\n$/)
  expect(missing).toEqual({kind: 'not-started', because: expect.stringMatching(/ENOENT.*exist/) as string})
})

test('further descriptors carry bytes in and out', async () => {
  const request = sh('cat <&3 >&4; echo end >&5', {descriptors: [Buffer.from('data'), 'capture', 'capture']})

  const {rest} = await finished(request)

  expect(rest.captures.map(({bytes}) => textOf(bytes))).toEqual(['data', 'end\n'])
})

test.each([
  ['a program that does not exist', {argv: ['/proc/nonexistent/program'] as const}, /ENOENT/],
  ['a file that is not executable', {argv: ['/etc/passwd'] as const}, /EACCES/],
  ['a folder that does not exist', {argv: ['/bin/true'] as const, cwd: '/proc/nonexistent'}, /ENOENT|cwd/],
  ['a NUL byte in an argument', {argv: ['/bin/echo', 'a\0b'] as const}, /null bytes/],
])('%s is reported as not started', async (_, request, because) => {
  expect(await runProcess({...defaults, ...request}, never)).toEqual({
    kind: 'not-started',
    because: expect.stringMatching(because),
  })
})

test('a program that was never there to read a large stdin does not break the call', async () => {
  const {rest} = await finished(sh('exit 0', {stdin: Buffer.alloc(5_000_000)}))

  expect(rest.end).toEqual({kind: 'exited', exitCode: 0})
})

test('stdin that comes bit by bit reaches the program as it comes, and what it writes is told at once', async () => {
  const answered = Promise.withResolvers<undefined>()
  const heard: string[] = []
  async function* input() {
    yield Buffer.from('first\n')
    await answered.promise
    yield Buffer.from('second\n')
  }

  const {rest, stdout} = await finished(
    sh('while read line; do echo "got $line"; echo "err $line" >&2; done', {
      stdin: input(),
      onOutput: (output, chunk) => {
        heard.push(`${output} ${textOf(chunk)}`)
        answered.resolve(undefined)
      },
    }),
  )

  expect(rest.end).toEqual({kind: 'exited', exitCode: 0})
  expect(stdout).toBe('got first\ngot second\n')
  expect(heard.toSorted().join('')).toContain('stdout got first\n')
})

test('a program that ends is not kept by input that goes on for ever', async () => {
  async function* input() {
    for (;;) {
      yield Buffer.alloc(65_536, 'x')
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  const {rest, stdout} = await finished(sh('head -c 3', {stdin: input()}))

  expect({end: rest.end, stdout}).toEqual({end: {kind: 'exited', exitCode: 0}, stdout: 'xxx'})
})

test('no more is read than whoever is told can take', async () => {
  const sizes: number[] = []
  let busy = 0
  let mostBusy = 0

  await finished(
    sh('head -c 1000000 /dev/zero', {
      onOutput: async (_, chunk) => {
        busy += 1
        mostBusy = Math.max(mostBusy, busy)
        await new Promise((resolve) => setImmediate(resolve))
        busy -= 1
        sizes.push(chunk.byteLength)
      },
    }),
  )

  expect({bytes: sizes.reduce((sum, size) => sum + size, 0), mostBusy}).toEqual({bytes: 1_000_000, mostBusy: 1})
})

test('death by a signal is reported as the signal', async () => {
  const {rest} = await finished(sh('kill -SEGV $$'))

  expect(rest.end).toEqual({kind: 'signalled', signal: 'SIGSEGV'})
})

test('a time-out ends the whole group, also members that ignore SIGTERM', async () => {
  const {rest, stdout} = await finished(sh('trap "" TERM; sleep 300 & echo $!; wait; sleep 300', {timeoutMs: 300}))

  expect(rest.end).toEqual({kind: 'timed-out'})
  expect(await processEnds(Number(stdout))).toBe(true)
})

test('an abort ends the whole group', async () => {
  const {rest, stdout} = await finished(sh('sleep 300 & echo $!; wait'), AbortSignal.timeout(300))

  expect(rest.end).toEqual({kind: 'cancelled'})
  expect(await processEnds(Number(stdout))).toBe(true)
})

test('what is aborted before it starts is not started', async () => {
  expect(await runProcess(sh('true'), AbortSignal.abort())).toEqual({
    kind: 'not-started',
    because: 'it was cancelled before it started',
  })
})

test('a background process is ended with the command that left it', async () => {
  const {rest, stdout} = await finished(sh('sleep 300 & echo $!'))

  expect(rest.end).toEqual({kind: 'exited', exitCode: 0})
  expect(await processEnds(Number(stdout))).toBe(true)
})

test('a process outside the group that holds the output open does not hang the call', async () => {
  const {rest, stdout} = await finished(sh('setsid sh -c "echo \\$\\$; exec sleep 60" & sleep 0.3; echo done'))
  process.kill(Number(stdout.split('\n')[0]), 'SIGKILL')

  expect(rest.end).toEqual({kind: 'exited', exitCode: 0})
  expect(stdout).toMatch(/^\d+\ndone\n$/)
})

test('300 MB of output are counted and cut, and do not fill the memory', async () => {
  const program = fileURLToPath(new URL('../../fixtures/programs/flood.mjs', import.meta.url))
  const before = process.memoryUsage.rss()

  const {stdout, totalBytes} = await finished({...defaults, argv: [process.execPath, program, '300']})

  expect(totalBytes).toBe(300 * 1024 * 1024 + 11)
  expect(stdout.length).toBe(1000)
  expect([stdout.slice(0, 7), stdout.slice(-7)]).toEqual(['first\nx', 'xxlast\n'])
  expect(process.memoryUsage.rss() - before).toBeLessThan(120 * 1024 * 1024)
})

test('the environment of this process is not inherited', async () => {
  expect(readFileSync('/proc/self/environ').length).toBeGreaterThan(0)

  const {stdout} = await finished({...defaults, argv: ['/usr/bin/env'], environment: {}})

  expect(stdout).toBe('')
})
