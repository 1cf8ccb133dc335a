import type {FileState} from './change-set.ts'

/**
 * The state that lands. Of a mode only the owner's x bit is the turn's to change, as in git: a diff shows no more, and
 * what nobody sees must not open a file to others. A file that exists keeps its other bits; a new one gets 0755 or
 * 0644 at most.
 */
export function withLandingMode(after: FileState, before: FileState): FileState {
  if (after.kind !== 'file') return after
  const isExecutable = (after.mode & 0o100) !== 0
  if (before.kind !== 'file') return {...after, mode: (after.mode & (isExecutable ? 0o755 : 0o644)) | 0o600}
  return {...after, mode: withExecution(before.mode, isExecutable)}
}

/** Who may read a program may run it. */
function withExecution(mode: number, isExecutable: boolean): number {
  if (((mode & 0o100) !== 0) === isExecutable) return mode
  return isExecutable ? mode | 0o100 | ((mode & 0o044) >> 2) : mode & ~0o111
}
