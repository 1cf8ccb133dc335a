import os from 'node:os'
import path from 'node:path'
import {CodexError, isCodexError} from '@codex-host/plugin-api'
import {type AuditLog, createAuditLog} from '../store/audit-log.ts'
import type {Redactor} from '../store/create-redactor.ts'
import type {OpenedState} from '../store/open-state.ts'
import type {HostContext} from './host-context.ts'
import {openUserState} from './open-user-state.ts'

export interface AuditSetup {
  readonly context: Pick<HostContext, 'now'>
  readonly codexHome: string
  readonly opened: OpenedState
  readonly redactor: Redactor
}

/** The audit log of the user. Where the database could not be opened, nothing can be written, and why is in the answer. */
export function openAudit({context, codexHome, opened, redactor}: AuditSetup): AuditLog {
  const state =
    opened.kind === 'open' ? opened.state : {write: async () => ({kind: 'failed', fault: opened.fault}) as const}
  return createAuditLog({codexHome, state, now: context.now, redact: (entry) => redactor.json(entry)})
}

/** For a command that is no turn. A database of a newer version is one that cannot be written: nothing here needs it. */
export async function openCommandAudit(
  context: Pick<HostContext, 'now' | 'onExit' | 'secrets'>,
  codexHome: string,
): Promise<AuditLog> {
  const opened = await openUserState(context, codexHome).catch((error: unknown): OpenedState => {
    if (!isCodexError(error)) throw error
    return {
      kind: 'unavailable',
      file: path.join(codexHome, 'state.db'),
      fault: {kind: 'failed', because: error.message},
    }
  })
  return openAudit({context, codexHome, opened, redactor: context.secrets.redactor()})
}

/** Where the user named the folders that may be written. */
export function noLogNoRun(codexHome: string, because: string): CodexError {
  return new CodexError(
    `The audit log in ${codexHome}/audit cannot be written (${because}), and with writable folders named nothing runs without it.`,
    {code: 'AUDIT_UNAVAILABLE', exitCode: 6, suggestions: ['Mend the folder, or set CODEX_HOME to another one.']},
  )
}

export function auditNotWritten(codexHome: string, because: string) {
  return {code: 'AUDIT_UNAVAILABLE', text: `The audit log in ${codexHome}/audit cannot be written (${because}).`}
}

/** A user without an entry in the list of users still has a number. */
export function userName(): string {
  try {
    return os.userInfo().username
  } catch {
    return String(process.geteuid?.() ?? 'unknown')
  }
}
