import type {SandboxBackend, SandboxOutcome, SandboxPolicy} from '@codex-host/plugin-api'
import {type ConformanceOptions, conformanceRows, runConformanceRow} from '@codex-host/plugin-api/testing'
import {describe, expect, test} from 'vitest'

const never = new AbortController().signal

export interface RunOptions {
  readonly stdin?: string
  readonly signal?: AbortSignal
}

/** Runs a bash line in the workspace. Fails the test when the sandbox did not start. */
export async function runLine(backend: SandboxBackend, policy: SandboxPolicy, line: string, options: RunOptions = {}) {
  const outcome: SandboxOutcome = await backend.run(
    {
      argv: ['/bin/bash', '-c', line],
      cwd: policy.workspace.target,
      ...(options.stdin === undefined ? {} : {stdin: Buffer.from(options.stdin)}),
    },
    policy,
    options.signal ?? never,
  )
  if (outcome.kind !== 'finished') throw new Error(outcome.because)
  return {end: outcome.end, stdout: textOf(outcome.stdout.bytes), stderr: textOf(outcome.stderr.bytes), outcome}
}

interface TableOptions extends Pick<ConformanceOptions, 'adapt' | 'rows'> {
  /** For the title: which backend, and on what. */
  readonly where?: string
  /** Several rows at once, for a backend that mostly waits. */
  readonly isConcurrent?: boolean
}

/** Holds a backend against the published table, one test for each row. */
export function describeConformance(
  backend: SandboxBackend,
  {where = '', rows = conformanceRows, isConcurrent = false, ...options}: TableOptions = {},
): void {
  const claimed = rows.filter((row) => row.needs === undefined || backend.capabilities[row.needs])
  describe(`the attack table${where}`, () => {
    const tests = isConcurrent ? test.concurrent : test
    tests.each(claimed)('$id', async (row) => {
      const found = await runConformanceRow(backend, row, options)

      const result = row.class === 'must work' ? 'works' : 'stopped'
      expect(found).toEqual({id: row.id, class: row.class, result, hasRun: true, detail: ''})
    })
  })
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString()
}
