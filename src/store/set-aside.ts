import {existsSync, renameSync} from 'node:fs'
import {dropSuspicion, openUndamaged, type DatabaseOptions} from './open-database.ts'

/**
 * Moves a damaged database and its write-ahead log out of the way, and returns its new name. Of several processes
 * that find the same damage, one moves it. A process that still has the moved file open does no harm: SQLite sees
 * that its file has moved, and neither writes it nor touches the log of the new one.
 * @throws an error of SQLite that says "busy" while another process holds the lock, errors of the file system.
 */
export function setAside({nowMs, ...options}: DatabaseOptions & {readonly nowMs: number}): string | undefined {
  const {sqlite, file} = options
  // A lock that the system takes back when its holder is killed, as it would not with a file of our own.
  const lock = new sqlite.DatabaseSync(`${file}.lock`)
  try {
    lock.exec('BEGIN EXCLUSIVE')
    // Another process may have put a sound one in its place meanwhile.
    const sound = openUndamaged(options)
    sound?.close()
    if (sound !== undefined) return undefined

    const newName = freeName(file, nowMs)
    for (const ending of ['', '-wal', '-shm']) {
      if (existsSync(file + ending)) renameSync(file + ending, newName + ending)
    }
    dropSuspicion(file)
    return newName
  } finally {
    lock.close()
  }
}

function freeName(file: string, nowMs: number): string {
  const base = `${file}.damaged-${new Date(nowMs).toISOString().replaceAll(':', '-')}`
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`
    if (!existsSync(name)) return name
  }
}
