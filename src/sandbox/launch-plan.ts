import type {SandboxPolicy} from '@codex-host/plugin-api'
import type {Place} from './workspace-places.ts'

/** A program to start, and what it reads on its descriptors. Made by a planner, run by a backend. */
export type LaunchPlan =
  | {
      readonly kind: 'planned'
      readonly argv: readonly [string, ...string[]]
      /** From descriptor 3 on. The one that is captured carries the launcher's status back. */
      readonly descriptors: readonly (Uint8Array | 'capture')[]
      /** Protected places; those that are missing must exist, as empty folders, while the command runs. */
      readonly guarded: readonly Place[]
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

export function toArgv([program, ...rest]: readonly string[]): readonly [string, ...string[]] {
  if (program === undefined) throw new Error('A launcher has a program.')
  return [program, ...rest]
}
