import {mkdirSync} from 'node:fs'
import path from 'node:path'
import type {DatabaseSync} from 'node:sqlite'
import {appendToAuditFile, auditFileFor, listAuditFiles, readAuditTail} from './audit-files.ts'
import {type AuditEntry, type AuditHead, hashAuditLine, noHead, readAuditLine, writeAuditLine} from './audit-line.ts'
import type {State} from './open-state.ts'

export type AuditWrite = {readonly kind: 'written'} | {readonly kind: 'failed'; readonly because: string}

/** The append-only log of what was asked, decided and done. */
export interface AuditLog {
  /** Keeps an entry for the next `flush`, with the time of now. */
  note(entry: AuditEntry): void
  /** Writes what was noted. A failure is a value, and the entries wait for the next time. */
  flush(): Promise<AuditWrite>
}

export interface AuditLogOptions {
  readonly codexHome: string
  readonly state: Pick<State, 'write'>
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Takes secrets out. */
  readonly redact: (entry: AuditEntry) => AuditEntry
}

interface Noted {
  readonly entry: AuditEntry
  readonly time: string
}

export function createAuditLog({codexHome, state, now, redact}: AuditLogOptions): AuditLog {
  const folder = path.join(codexHome, 'audit')
  let noted: readonly Noted[] = []
  let last: Promise<AuditWrite> = Promise.resolve({kind: 'written'})

  async function write(): Promise<AuditWrite> {
    const batch = noted
    if (batch.length === 0) return {kind: 'written'}
    const append = createAppend(folder, batch)
    try {
      mkdirSync(folder, {recursive: true, mode: 0o700})
      const attempt = await state.write(append)
      if (attempt.kind === 'failed') return {kind: 'failed', because: attempt.fault.because}
    } catch (error) {
      return {kind: 'failed', because: error instanceof Error ? error.message : String(error)}
    }
    noted = noted.slice(batch.length)
    return {kind: 'written'}
  }

  return {
    note(entry) {
      noted = [...noted, {entry: redact(entry), time: new Date(now()).toISOString()}]
    },
    flush() {
      last = last.then(write)
      return last
    },
  }
}

/**
 * One transaction of the database is the lock between processes. The lines are written in the middle of it, so a kill
 * before its end leaves lines that the head does not know yet: whoever comes next goes on behind them.
 */
function createAppend(folder: string, batch: readonly Noted[]) {
  let appended: AuditHead | undefined

  return function append(database: DatabaseSync): void {
    // A transaction may be repeated; a line must not.
    appended ??= appendLines(folder, {batch, after: lastLine(folder, headIn(database))})
    database
      .prepare(
        'INSERT INTO audit_head (id, seq, hash) VALUES (1, ?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq, hash = excluded.hash',
      )
      .run(appended.seq, appended.hash)
  }
}

function appendLines(
  folder: string,
  {batch, after}: {readonly batch: readonly Noted[]; readonly after: AuditHead},
): AuditHead {
  let head = after
  const lines = batch.map(({entry, time}) => {
    const line = writeAuditLine(entry, {head, time})
    head = {seq: head.seq + 1, hash: hashAuditLine(line)}
    return line
  })
  appendToAuditFile(auditFileFor(folder, batch.at(-1)?.time ?? ''), lines)
  return head
}

export function headIn(database: DatabaseSync): AuditHead {
  const row = database.prepare('SELECT seq, hash FROM audit_head').get()
  return row === undefined ? noHead : {seq: Number(row['seq']), hash: String(row['hash'])}
}

/** Lines behind the head that follow it: those of a process that was killed before it could say so. */
function lastLine(folder: string, head: AuditHead): AuditHead {
  const file = listAuditFiles(folder).at(-1)
  if (file === undefined) return head

  let last = head
  for (const text of readAuditTail(file)) {
    const line = readAuditLine(text)
    if (line?.prev === last.hash && line.seq === last.seq + 1) last = {seq: line.seq, hash: hashAuditLine(text)}
  }
  return last
}
