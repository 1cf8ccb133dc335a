import {execFile} from 'node:child_process'
import {writeFile} from 'node:fs/promises'
import path from 'node:path'
import {promisify} from 'node:util'
import {expect, test} from 'vitest'
import {buildSeccompProgram} from '../../src/sandbox/seccomp-program.ts'
import {inspectedSystemCalls, refusedSystemCalls} from '../../src/sandbox/system-call-numbers.ts'
import {callErrors, inspectedCalls} from '../helpers/inspected-calls.ts'
import {temporaryFolder} from '../helpers/temporary-folder.ts'

const architecture = process.arch === 'arm64' ? 'arm64' : 'x64'

test('every refused call answers EPERM under the filter', async () => {
  const calls = Object.values<{x64: number; arm64?: number}>(refusedSystemCalls).flatMap(
    (call) => call[architecture] ?? [],
  )

  const output = await underFilter(
    `for (${calls.join(',')}) { $! = 0; syscall($_, 0, 0, 0, 0, 0, 0); print "$_=", $!+0, "\\n" }`,
  )

  expect(output).toBe(calls.map((number) => `${number}=${callErrors.EPERM}\n`).join(''))
})

test.each(inspectedCalls)('%s(%s) answers with error %i', async (call, args, error) => {
  const number = inspectedSystemCalls[call][architecture]

  expect(await underFilter(`$! = 0; my $r = syscall(${number}, ${args}); print $r == -1 ? $!+0 : 0`)).toBe(
    String(error),
  )
})

test('threads, children, loopback servers and name look-ups of Node work under the filter', async () => {
  const program = `
    const {Worker} = require('node:worker_threads')
    const {execFileSync} = require('node:child_process')
    const server = require('node:http').createServer((_, response) => response.end('served')).listen(0, 'localhost', async () => {
      console.log(await (await fetch('http://localhost:' + server.address().port)).text())
      console.log(execFileSync('echo', ['child']).toString().trim())
      new Worker('console.log("thread")', {eval: true}).on('exit', () => process.exit())
    })`

  expect(await underFilter(program, [process.execPath, '-e'])).toBe('served\nchild\nthread\n')
})

async function underFilter(program: string, interpreter: readonly string[] = ['/usr/bin/perl', '-e']): Promise<string> {
  const filter = path.join(await temporaryFolder(), 'filter.bpf')
  await writeFile(filter, buildSeccompProgram(architecture))

  const bwrap = '/usr/bin/bwrap --unshare-all --die-with-parent --ro-bind / / --proc /proc --dev /dev --seccomp 9'
  const argv = ['-c', `exec ${bwrap} "$@" 9<"$0"`, filter, ...interpreter, program]
  const {stdout} = await promisify(execFile)('/bin/sh', argv, {timeout: 20_000, env: {PATH: '/usr/bin:/bin'}})
  return stdout
}
