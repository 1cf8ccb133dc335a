import type {Attack, AttackClass} from './attack.ts'
import {environmentAttacks} from './environment-attacks.ts'
import {type MustWork, mustWork} from './must-work.ts'
import {networkAttacks} from './network-attacks.ts'
import {processAttacks} from './process-attacks.ts'
import {readAttacks} from './read-attacks.ts'
import {systemCallAttacks} from './system-call-attacks.ts'
import {writeAttacks} from './write-attacks.ts'

/** Every class, with what its rows try. */
export const attackClasses: Readonly<Record<AttackClass, string>> = {
  write: 'write, replace or create what is not the command’s',
  read: 'read keys, hidden files and what other processes hold',
  process: 'reach, outlive or outgrow other processes',
  network: 'reach anything beyond the sandbox’s own loopback and sockets',
  environment: 'be led by the environment, or flood the output',
  'system call': 'call what only a system call filter refuses',
}

export const attacks: readonly Attack[] = [
  ...writeAttacks,
  ...readAttacks,
  ...processAttacks,
  ...networkAttacks,
  ...environmentAttacks,
  ...systemCallAttacks,
]

export type ConformanceRow = Attack | MustWork

/** What a backend is held against: every attack, and everything that must keep working. */
export const conformanceRows: readonly ConformanceRow[] = [...attacks, ...mustWork]
