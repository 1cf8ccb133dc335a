import {readFile, stat} from 'node:fs/promises'
import path from 'node:path'
import {CodexError} from '@codex-host/plugin-api'
import {parseExport} from '../../store/parse-record.ts'
import type {SessionRecord} from '../../store/session-record.ts'
import {createSessionStore} from '../../store/session-store.ts'
import {createChangeStore, type ChangeStore} from '../../workspace/change-store.ts'
import {homeFolders} from '../home-folders.ts'
import type {HostContext} from '../host-context.ts'
import {requireState, resultOf} from '../require-state.ts'

export interface FoundRecord {
  readonly record: SessionRecord
  /** Only for a session that was recorded here. */
  readonly changes?: ChangeStore
}

const mostExportBytes = 512 * 1024 * 1024

/**
 * The record that a user names: the beginning of an id, `last`, or an exported file.
 * @throws CodexError with exit code 2 when there is none, or it cannot be read; 3 when a newer codex wrote it,
 *   or the database cannot be used.
 */
export async function findRecord(context: HostContext, name: string | undefined): Promise<FoundRecord> {
  if (name === undefined) throw noSession('No session was named')
  if (name.endsWith('.jsonl') || name.includes('/')) return {record: await readExport(path.resolve(context.cwd, name))}

  const state = await requireState(context)
  const sessions = createSessionStore(state)
  const found = resultOf(await sessions.find(name), state)
  switch (found.kind) {
    case 'none':
      throw noSession(name === 'last' ? 'No session was recorded yet' : `There is no session "${name}"`)
    case 'several':
      throw noSession(`"${name}" is the beginning of several sessions (${found.ids.join(', ')})`)
    case 'found': {
      const record = resultOf(await sessions.load(found.id), state)
      const {codexHome} = homeFolders(context)
      return {record, changes: createChangeStore({folder: path.join(codexHome, 'changes')})}
    }
  }
}

async function readExport(file: string): Promise<SessionRecord> {
  const found = await stat(file).catch(() => undefined)
  if (found?.isFile() !== true) throw noSession(`There is no file ${file}`)
  if (found.size > mostExportBytes) throw noSession(`${file} is larger than 512 MiB`)
  return parseExport(await readFile(file, 'utf8'), file)
}

function noSession(what: string): CodexError {
  return new CodexError(`${what}, so nothing was replayed.`, {
    code: 'SESSION_UNKNOWN',
    exitCode: 2,
    suggestions: ['`codex replay --list` names the latest sessions, `codex replay last` plays the newest one.'],
  })
}
