import {execFileSync} from 'node:child_process'
import type {SandboxBackend, SandboxPolicy} from '@codex-host/plugin-api'
import {conformanceRows} from '@codex-host/plugin-api/testing'
import {expect, test} from 'vitest'
import {createArena} from './sandbox-arena.ts'
import {describeConformance, runLine} from './sandbox-conformance.ts'
import {owner, who} from './workspace-owner.ts'

/** A view of the arena is mounted by a user namespace that has no other users; `describeOwner` tries those of turns. */
const rows = conformanceRows.filter((row) => !('isOnView' in row && row.isOnView === true))

/** Holds a backend against the attack table where codex runs as root on files of somebody else, as in a container. */
export function describeOwnerTable(backend: SandboxBackend): void {
  test(`${backend.name}: commands are ${who}`, async () => {
    const {policy} = await createArena()

    const {stdout} = await runLine(backend, withOwner(policy), 'id -u; stat -c %u . kept.cfg')

    expect(stdout).toBe(`${owner.user}\n`.repeat(3))
  })

  describeConformance(backend, {
    where: ` for ${backend.name} in a workspace that belongs to ${who}`,
    rows,
    adapt: withOwner,
  })
}

function withOwner(policy: SandboxPolicy): SandboxPolicy {
  // Links lead out of the workspace: those themselves, never what they lead to.
  const argv = ['-R', '-h', '-P', `${owner.user}:${owner.group}`, '--', policy.workspace.target]
  execFileSync('/usr/bin/chown', argv, {env: {}})
  return policy
}
