import {existsSync, rmSync, writeFileSync} from 'node:fs'
import type * as Sqlite from 'node:sqlite'
import {migrate, refuseForeign, type MigrationOptions} from './migrate.ts'
import {stateFault, StateFaultError} from './state-fault.ts'

export interface DatabaseOptions extends MigrationOptions {
  readonly sqlite: typeof Sqlite
}

/** How long SQLite itself waits for others: it blocks the process, so the longer waits are ours. */
const busyTimeoutMs = 50

/**
 * Opens the file with our settings and tables.
 * @throws CodexError with exit code 3 for a database of a newer version, errors of `node:sqlite`, faults.
 */
export function openDatabase({sqlite, ...options}: DatabaseOptions): Sqlite.DatabaseSync {
  const database = new sqlite.DatabaseSync(options.file, {timeout: busyTimeoutMs})
  try {
    refuseForeign(database, options)
    if (existsSync(suspicionOf(options.file))) checkWhole(database, options.file)
    for (const setting of settings) database.exec(setting)
    migrate(database, options)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** `undefined` for a damaged database; throws like `openDatabase` for the rest. */
export function openUndamaged(options: DatabaseOptions): Sqlite.DatabaseSync | undefined {
  try {
    return openDatabase(options)
  } catch (error) {
    if (stateFault(error)?.kind === 'damaged') return undefined
    throw error
  }
}

const settings = [
  // For an empty database only: what is removed later then gives its space back to the disk.
  'PRAGMA auto_vacuum = INCREMENTAL',
  'PRAGMA journal_mode = WAL',
  // A kill loses nothing. A power cut may lose the last transactions, but never half of one; nothing that is kept here
  // is worth a wait for the disk at every step.
  'PRAGMA synchronous = NORMAL',
  'PRAGMA journal_size_limit = 8388608',
  'PRAGMA trusted_schema = OFF',
  // What was removed, or written anew elsewhere, must not stay readable in what is free of the file.
  'PRAGMA secure_delete = ON',
]

/** Notes that damage was met in use, for the next start: to look for it at every start would take too long. */
export function suspectDamage(file: string): void {
  try {
    writeFileSync(suspicionOf(file), '', {mode: 0o600})
  } catch {
    // Then the next start meets the damage by itself.
  }
}

export function dropSuspicion(file: string): void {
  rmSync(suspicionOf(file), {force: true})
}

function checkWhole(database: Sqlite.DatabaseSync, file: string): void {
  const found = database.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check']
  if (found !== 'ok') throw new StateFaultError({kind: 'damaged', because: `is damaged (${String(found)})`})
  dropSuspicion(file)
}

function suspicionOf(file: string): string {
  return `${file}.suspect`
}
