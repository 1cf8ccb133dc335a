import path from 'node:path'
import type * as Sqlite from 'node:sqlite'
import {patiently, type Attempt} from './attempt.ts'
import {migrations as ownMigrations} from './migrations.ts'
import {openDatabase, openUndamaged, suspectDamage} from './open-database.ts'
import {prepareStateFile} from './prepare-state-file.ts'
import {setAside} from './set-aside.ts'
import {StateFaultError, type StateFault} from './state-fault.ts'

export interface StateOptions {
  readonly codexHome: string
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Runs the import of `node:sqlite`: Node 22 warns of it, and to drop the warning is the caller's part. */
  readonly load: (load: () => Promise<typeof Sqlite>) => Promise<typeof Sqlite>
  /** Those of this version when left out. */
  readonly migrations?: readonly string[]
}

export type OpenedState =
  /** `setAside` is the new name of a damaged database that lay in its place. */
  | {readonly kind: 'open'; readonly state: State; readonly setAside?: string}
  | {readonly kind: 'unavailable'; readonly file: string; readonly fault: StateFault}

/**
 * The database of the user, `CODEX_HOME/state.db`, which other processes use too. A call waits up to some seconds for
 * its turn; `act` may run more than once, so it does nothing but read and write the database.
 */
export interface State {
  readonly file: string
  /** Runs `act` on one snapshot. */
  read<Result>(act: (database: Sqlite.DatabaseSync) => Result): Promise<Attempt<Result>>
  /** Runs `act` in one transaction: after a fault, a throw or a kill nothing of it is there. */
  write<Result>(act: (database: Sqlite.DatabaseSync) => Result): Promise<Attempt<Result>>
  /** Gives the space of what was removed back to the disk, as far as no other process reads it now. */
  shrink(): Promise<void>
  close(): void
}

/**
 * Opens the database, with its tables brought to this version. A damaged one is set aside under a name of its own.
 * @throws CodexError with exit code 3 for a database of a newer version.
 */
export async function openState({
  codexHome,
  now,
  load,
  migrations = ownMigrations,
}: StateOptions): Promise<OpenedState> {
  const file = path.join(codexHome, 'state.db')
  const sqlite = await load(() => import('node:sqlite'))
  let movedTo: string | undefined

  const opened = await patiently(async () => {
    await prepareStateFile(file)
    const options = {sqlite, file, migrations}
    const sound = openUndamaged(options)
    if (sound !== undefined) return sound

    movedTo = setAside({...options, nowMs: now()}) ?? movedTo
    await prepareStateFile(file)
    return openDatabase(options)
  })

  if (opened.kind === 'failed') return {kind: 'unavailable', file, fault: opened.fault}
  return {kind: 'open', state: createState(opened.result, file), ...(movedTo !== undefined && {setAside: movedTo})}
}

function createState(database: Sqlite.DatabaseSync, file: string): State {
  async function run<Result>(begin: string, act: (database: Sqlite.DatabaseSync) => Result): Promise<Attempt<Result>> {
    const attempt = await patiently(() => transaction(database, {begin, act}))
    if (attempt.kind === 'failed' && attempt.fault.kind === 'damaged') {
      if (database.isOpen) database.close()
      suspectDamage(file)
    }
    return attempt
  }

  return {
    file,
    read: (act) => run('BEGIN', act),
    write: (act) => run('BEGIN IMMEDIATE', act),
    async shrink() {
      await patiently(() => {
        if (!database.isOpen) return
        database.exec('PRAGMA incremental_vacuum')
        database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      })
    },
    close() {
      if (database.isOpen) database.close()
    },
  }
}

function transaction<Result>(
  database: Sqlite.DatabaseSync,
  {begin, act}: {begin: string; act: (database: Sqlite.DatabaseSync) => Result},
): Result {
  if (!database.isOpen) throw new StateFaultError({kind: 'failed', because: 'is closed'})
  database.exec(begin)
  try {
    const result = act(database)
    database.exec('COMMIT')
    return result
  } catch (error) {
    // A full disk makes SQLite roll back by itself.
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}
