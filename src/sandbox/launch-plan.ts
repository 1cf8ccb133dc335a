import path from 'node:path'
import type {SandboxPolicy} from '@codex-host/plugin-api'
import type {Owner} from '../workspace/foreign-owner.ts'
import type {Descriptor} from '../process/spawn.ts'
import type {HostFacts} from './host-facts.ts'
import type {Place} from './workspace-places.ts'

/** A program to start, and what it reads on its descriptors. Made by a planner, run by a backend. */
export type LaunchPlan =
  | {
      readonly kind: 'planned'
      readonly argv: readonly [string, ...string[]]
      /** From descriptor 3 on. The one that is captured carries the launcher's status back. */
      readonly descriptors: readonly Descriptor[]
      /** Protected places; those that are missing must exist, as empty folders, while the command runs. */
      readonly guarded: readonly Place[]
      /** Given to somebody before the program starts. */
      readonly entrusted?: {readonly paths: readonly string[]; readonly to: Owner}
    }
  | {readonly kind: 'refused'; readonly because: string}

/** Held by each command's own `/tmp` and `/dev/shm`, in memory. */
export const temporaryBytes = 1024 ** 3

export const hostName = 'codex'

/** The command to be put before a launcher so that it runs where the view is mounted. */
export function enterView({workspace: {source}}: SandboxPolicy): readonly string[] {
  if (source.kind === 'directory') return []
  return ['/usr/bin/nsenter', '--user', '--mount', '--preserve-credentials', `--target=${source.pid}`, '--']
}

/** A command that is not root can connect to the socket of its proxy only where the socket is its own. */
export function entrusted({network}: SandboxPolicy, {owner}: HostFacts): Pick<PlannedLaunch, 'entrusted'> {
  if (owner === undefined || network.kind === 'none') return {}
  return {entrusted: {paths: [network.proxySocket, path.dirname(network.proxySocket)], to: owner}}
}

type PlannedLaunch = Extract<LaunchPlan, {kind: 'planned'}>

export function toArgv([program, ...rest]: readonly string[]): readonly [string, ...string[]] {
  if (program === undefined) throw new Error('A launcher has a program.')
  return [program, ...rest]
}
