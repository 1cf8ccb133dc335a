import {createHash} from 'node:crypto'
import {setImmediate, setTimeout as sleep} from 'node:timers/promises'
import type {Redactor} from '../../store/create-redactor.ts'
import type {Attempt} from '../../store/attempt.ts'
import type {RecordLine, SessionLine, WorkspaceEntry} from '../../store/session-record.ts'
import type {KeptFile, SessionStore} from '../../store/session-store.ts'
import type {Snapshot, SnapshotEntry} from '../../workspace/snapshot.ts'
import type {createRecordedConversation} from './recorded-conversation.ts'

/** Writes what a session is made of, redacted. No call waits for the database, and none fails because of it. */
export interface Recorder {
  /** Opens a record: what is noted from now on belongs to it. */
  begin(session: SessionLine): void
  /** Of the record; empty before the first one. */
  id(): string
  /** Of the conversation that the records are the turns of. */
  conversationId(): string
  /** Nothing before the first record is open. */
  note(line: RecordLine): void
  keepState(snapshot: Snapshot): Promise<void>
  /** Writes the rest, within some seconds. */
  end(end: TurnEnd): Promise<RecordEnd>
}

export interface TurnEnd {
  readonly outcome: string
  /** Absent where it is not known. */
  readonly costUsd?: number
}

export interface RecordEnd {
  /** Why the record is not whole; absent when it is. */
  readonly failure?: string
  /** The id of a new conversation: another process has gone on with the one that was meant. */
  readonly movedTo?: string
}

export interface RecorderOptions {
  /** Says why there is none. */
  readonly store: Promise<SessionStore | string>
  readonly redactor: Redactor
  readonly now: () => number
  readonly conversation: ReturnType<typeof createRecordedConversation>
}

const breathBytes = 256 * 1024
/** A turn that ends waits so long for its record. */
const lastWordsMs = 5000

export function createRecorder({store, redactor, now, conversation}: RecorderOptions): Recorder {
  const queue = createWriteQueue(store)
  let id = ''
  let waiting: RecordLine[] = []
  let written = 0

  /** What comes while a transaction waits for its turn goes along with it. */
  async function writeWaiting(sessions: SessionStore): Promise<Attempt<unknown>> {
    const lines = waiting
    waiting = []
    if (lines.length === 0) return {kind: 'done', result: undefined}
    const attempt = await sessions.append(id, {first: written, lines})
    written += lines.length
    if (attempt.kind === 'done' && !attempt.result) queue.fail('it was removed meanwhile')
    return attempt
  }

  return {
    id: () => id,
    conversationId: conversation.id,
    begin(session) {
      id = session.id
      queue.add((sessions) => {
        written = 0
        return conversation.begin(sessions, redactor.json(session))
      })
    },
    note(line) {
      if (id === '') return
      waiting.push(redactor.json(line))
      queue.add(writeWaiting)
    },
    async keepState(snapshot) {
      if (snapshot.kind === 'too-large') {
        return this.note({kind: 'state', outcome: 'not-kept', because: snapshot.because})
      }
      const kept = await redactFiles(snapshot.entries, redactor)
      queue.add((sessions) => sessions.addEntries(id, kept.entries))
      queue.add((sessions) => sessions.addContents(kept.files))
      this.note({kind: 'state', outcome: 'complete', redacted_files: kept.redacted})
    },
    async end(end) {
      queue.add((sessions) => sessions.end(id, end))
      queue.add((sessions) => sessions.prune(now()))
      const because = await queue.end()
      const movedTo = conversation.moved()
      return {...(because !== undefined && {failure: because}), ...(movedTo !== undefined && {movedTo})}
    },
  }
}

/** Writes one after the other, in the order of the calls; nothing more once one has failed. */
function createWriteQueue(store: RecorderOptions['store']) {
  let failure: string | undefined
  let last: Promise<unknown> = Promise.resolve()
  // Whoever writes hears of it.
  store.catch(() => {})

  function fail(because: string): void {
    failure ??= because
  }

  return {
    fail,
    add(act: (sessions: SessionStore) => Promise<Attempt<unknown>>): void {
      last = last.then(async () => {
        const sessions = await store
        if (typeof sessions === 'string') fail(sessions)
        else if (failure === undefined) {
          const attempt = await act(sessions)
          if (attempt.kind === 'failed') fail(`the database ${attempt.fault.because}`)
        }
      })
      last = last.catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)))
    },
    /** Why something was not written; undefined when all is. */
    async end(): Promise<string | undefined> {
      const isInTime = await Promise.race([last.then(() => true), sleep(lastWordsMs, false, {ref: false})])
      return isInTime ? failure : 'the database did not answer in time'
    },
  }
}

interface KeptState {
  readonly entries: readonly WorkspaceEntry[]
  readonly files: readonly KeptFile[]
  readonly redacted: string[]
}

/** Many files take long: now and then something else gets its turn. */
async function redactFiles(entries: readonly SnapshotEntry[], redactor: Redactor): Promise<KeptState> {
  const files: KeptFile[] = []
  const redacted: string[] = []
  const keptEntries: WorkspaceEntry[] = []
  let sinceBreath = 0
  for (const entry of entries) {
    if (entry.type !== 'file') {
      keptEntries.push('isFolder' in entry ? {type: entry.type, path: entry.path, is_folder: entry.isFolder} : entry)
      continue
    }
    const bytes = redactor.bytes(entry.bytes)
    if (bytes !== entry.bytes) redacted.push(entry.path)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    files.push({sha256, bytes})
    keptEntries.push({
      type: 'file',
      path: entry.path,
      mode: entry.mode,
      written_at_ms: entry.writtenAtMs,
      sha256,
    })

    sinceBreath += bytes.length
    if (sinceBreath < breathBytes) continue
    sinceBreath = 0
    await setImmediate()
  }
  return {entries: keptEntries, files, redacted}
}
