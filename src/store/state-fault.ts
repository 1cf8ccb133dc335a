/** Why the database could not do what was asked. */
export interface StateFault {
  readonly kind: 'busy' | 'full' | 'read-only' | 'damaged' | 'failed'
  /** Goes on after the name of the file. */
  readonly because: string
}

/** A fault that we find ourselves. */
export class StateFaultError extends Error {
  readonly fault: StateFault

  constructor(fault: StateFault) {
    super(fault.because)
    this.fault = fault
  }
}

/** The fault behind an error of SQLite or of the file system; `undefined` for any other error, which is a bug. */
export function stateFault(error: unknown): StateFault | undefined {
  if (error instanceof StateFaultError) return error.fault
  if (!(error instanceof Error)) return undefined
  // An extended code of SQLite has the primary one in its lowest byte.
  if ('errcode' in error && typeof error.errcode === 'number') {
    return sqliteFaults[error.errcode & 0xff] ?? {kind: 'failed', because: `fails with "${error.message}"`}
  }
  return 'syscall' in error && 'code' in error ? systemFault(String(error.code)) : undefined
}

const busy: StateFault = {kind: 'busy', because: 'is kept busy by another process'}
const full: StateFault = {kind: 'full', because: 'cannot grow, because the disk is full'}

/** By primary result code. */
const sqliteFaults: Readonly<Record<number, StateFault>> = {
  5: busy,
  6: busy,
  8: {kind: 'read-only', because: 'cannot be written'},
  10: {kind: 'failed', because: 'could not be read or written, perhaps because the disk is full'},
  11: {kind: 'damaged', because: 'is damaged'},
  13: full,
  14: {kind: 'read-only', because: 'cannot be opened for writing'},
  26: {kind: 'damaged', because: 'is no SQLite database'},
}

function systemFault(code: string): StateFault {
  if (code === 'ENOSPC' || code === 'EDQUOT') return full
  return {kind: 'read-only', because: `cannot be written (${code})`}
}
