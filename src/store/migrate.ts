import {CodexError} from '@codex-host/plugin-api'
import type {DatabaseSync} from 'node:sqlite'
import {StateFaultError} from './state-fault.ts'

export interface MigrationOptions {
  readonly file: string
  readonly migrations: readonly string[]
}

/**
 * Brings a database to the newest version, whichever process comes first: a kill leaves the old version or the new.
 * @throws what `refuseForeign` throws.
 */
export function migrate(database: DatabaseSync, options: MigrationOptions): void {
  const {migrations} = options
  if (versionOf(database) === migrations.length) return

  database.exec('BEGIN IMMEDIATE')
  // Others may have been here between the look and the lock.
  refuseForeign(database, options)
  for (const sql of migrations.slice(versionOf(database))) database.exec(sql)
  database.exec(`PRAGMA user_version = ${migrations.length}`)
  database.exec('COMMIT')
}

/**
 * Changes nothing.
 * @throws CodexError with exit code 3 for a database of a newer version, a fault for one of another program.
 */
export function refuseForeign(database: DatabaseSync, {file, migrations}: MigrationOptions): void {
  // In this order: another process that makes tables in between raises the version with them.
  const isUsed = database.prepare('SELECT 1 FROM sqlite_schema').get() !== undefined
  const version = versionOf(database)
  if (version > migrations.length) throw newerState(file, {version, known: migrations.length})
  if (version < 0 || (version === 0 && isUsed)) {
    throw new StateFaultError({kind: 'failed', because: 'is the database of another program'})
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
}

function newerState(file: string, {version, known}: {version: number; known: number}): CodexError {
  return new CodexError(
    `${file} was written by a newer codex (its version is ${version}, this codex knows ${known}), ` +
      'so it was left alone and nothing was done.',
    {
      code: 'STATE_NEWER',
      exitCode: 3,
      suggestions: ['Use the newer codex, or set CODEX_HOME to another folder for this one.'],
    },
  )
}
