import {readdir, readFile} from 'node:fs/promises'
import type {SandboxBackend, SandboxOutcome, SandboxPolicy} from '@codex-host/plugin-api'
import {describe, expect, test} from 'vitest'
import {attacks, mustWork} from './attack-table.ts'
import {createArena, secret} from './sandbox-arena.ts'

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

/** Holds a backend against the table. */
export function describeConformance(backend: SandboxBackend): void {
  describe('attacks', () => {
    const possible = attacks.filter(({needsFilter}) => needsFilter !== true || backend.capabilities.systemCallFilter)
    test.each(possible)('$id', async ({script, writable}) => {
      const arena = await createArena()
      const before = await arena.outside()

      const {stdout, stderr} = await runLine(backend, strict(arena.policy, writable), `${script}\necho ran\n`)

      expect(stdout).toMatch(/^ran$/m)
      expect(stdout + stderr).not.toMatch(/^BREACH|no perl/m)
      expect(stdout + stderr).not.toContain(secret)
      expect(await arena.outside()).toEqual(before)
      expect(arena.reached).toEqual([])
      expect(await runningSleepers()).toEqual([])
    })
  })

  describe('what must keep working', () => {
    test.each(mustWork)('$id', async ({id: _, script, stdin, writable, ...expected}) => {
      const arena = await createArena()

      const policy = strict(arena.policy, writable)
      const {end, stdout, stderr} = await runLine(backend, policy, script, stdin === undefined ? {} : {stdin})

      expect({end, stdout, stderr}).toEqual({end: {kind: 'exited', exitCode: 0}, stdout: '', stderr: '', ...expected})
    })
  })
}

/** The same policy, with only these folders of the workspace writable. */
function strict(policy: SandboxPolicy, folders: readonly string[] | undefined): SandboxPolicy {
  if (folders === undefined) return policy
  const {workspace} = policy
  const writableRoots = folders.map((folder) => `${workspace.target}/${folder}`)
  return {...policy, workspace: {...workspace, writableRoots}}
}

/** Processes that the table's attacks leave behind where a backend lets them. */
async function runningSleepers(): Promise<readonly string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')))
  return lines.filter((line) => line.startsWith('sleep\x004242.'))
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString()
}
