import type {SandboxCapabilities, SandboxLimits} from '../sandbox.ts'

/** What an attack is after. */
export type AttackClass = 'write' | 'read' | 'process' | 'network' | 'environment' | 'system call'

/**
 * What a command may try. The script runs in bash in the arena's workspace with the variables of `sandbox-arena.ts`.
 * It prints BREACH where it got through, and the arena looks at the host's side. The runner appends `echo ran`, the proof
 * that the attack was carried out: a sandbox that fails to start withstands everything.
 *
 * A backend that fails must not cost the machine it is tested on: where a script aims at the real system, it opens
 * files without changing them, or writes what they already hold; where it takes as much as it can, it stops by itself.
 */
export interface Attack {
  /** The class and a name, the same in every release. */
  readonly id: string
  readonly class: AttackClass
  readonly script: string
  /** Only asked of a backend that claims this. */
  readonly needs?: keyof SandboxCapabilities
  /** Folders of the workspace; nothing else of it may be written. */
  readonly writable?: readonly string[]
  /** The command works on a view that only another process has mounted; the workspace itself must stay as it is. */
  readonly isOnView?: boolean
  /** Added to the policy's environment; `$WORKSPACE` and `$OUTSIDE` in a value are the arena's. */
  readonly environment?: Readonly<Record<string, string>>
  readonly limits?: Partial<SandboxLimits>
  /** How the command must end, if not by itself. The script prints its own marker then. */
  readonly end?: 'timed-out'
}

/** Whether the process that the arena started can be seen: Node names its threads as it likes, its arguments stay. */
export const seesHost = 'tr "\\0" " " < "/proc/$HOST_PID/cmdline" | grep -q canary-process'

/** An attack without what its class adds. */
type NamedAttack = Omit<Attack, 'id' | 'class'> & {readonly name: string}

export function attacksOf(kind: AttackClass, rows: readonly NamedAttack[]): readonly Attack[] {
  return rows.map(({name, ...row}) => ({...row, id: `${kind}: ${name}`, class: kind}))
}
