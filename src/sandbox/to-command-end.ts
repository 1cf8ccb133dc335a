import os from 'node:os'
import type {CommandEnd} from '@codex-host/plugin-api'

/** Launchers report death by signal N as exit code 128 + N, as shells do. */
export function toCommandEnd(exitCode: number): CommandEnd {
  const found = Object.entries(os.constants.signals).find(([, number]) => number === exitCode - 128)
  return found === undefined ? {kind: 'exited', exitCode} : {kind: 'signalled', signal: found[0]}
}
