import os from 'node:os'
import {CodexError} from '@codex-host/plugin-api'
import type {RuntimeParts} from '../runtime/runtime-parts.ts'
import {type AuditLog, createAuditLog} from '../store/audit-log.ts'
import type {Redactor} from '../store/create-redactor.ts'
import type {OpenedState} from '../store/open-state.ts'
import {auditedParts} from './audited-parts.ts'
import type {HostContext} from './host-context.ts'
import type {TrustGrant} from './require-trust.ts'
import type {Setup} from './resolve-setup.ts'

export interface AuditedSetup {
  readonly context: Pick<HostContext, 'now'>
  readonly setup: Setup
  readonly opened: OpenedState
  readonly redactor: Redactor
  readonly trusted?: TrustGrant
}

/**
 * The same parts, with everything that is assessed, decided and done in the audit log. A log that cannot be written is a
 * notice; where the user named the folders that may be written, nothing runs without it.
 * @throws CodexError with exit code 6.
 */
export async function withAudit(
  parts: RuntimeParts,
  {context, setup, opened, redactor, trusted}: AuditedSetup,
): Promise<RuntimeParts> {
  const {codexHome, writable} = setup
  const isStrict = writable !== undefined
  const state =
    opened.kind === 'open' ? opened.state : {write: async () => ({kind: 'failed', fault: opened.fault}) as const}
  const log = createAuditLog({codexHome, state, now: context.now, redact: (entry) => redactor.json(entry)})

  if (trusted !== undefined) log.note({type: 'project.trusted', ...trusted})
  const written = await begin(log, parts, setup)
  if (written.kind === 'failed' && isStrict) throw noLogNoRun(codexHome, written.because)
  const notices = written.kind === 'failed' ? [...parts.notices, notWritten(codexHome, written.because)] : parts.notices
  return auditedParts({...parts, notices}, {log, isStrict})
}

function begin(log: AuditLog, {settings, sandbox, root, cwd}: RuntimeParts, {writable, degraded}: Setup) {
  const {model, provider, approvalMode, isolation} = settings
  log.note({
    type: 'session.start',
    user: userName(),
    root,
    cwd,
    model,
    provider,
    approval_mode: approvalMode,
    sandbox: sandbox.name,
    isolation,
    writable: writable ?? null,
    degraded: degraded ?? [],
  })
  return log.flush()
}

/** A user without an entry in the list of users still has a number. */
function userName(): string {
  try {
    return os.userInfo().username
  } catch {
    return String(process.geteuid?.() ?? 'unknown')
  }
}

function noLogNoRun(codexHome: string, because: string): CodexError {
  return new CodexError(
    `The audit log in ${codexHome}/audit cannot be written (${because}), and with writable folders named nothing runs without it.`,
    {code: 'AUDIT_UNAVAILABLE', exitCode: 6, suggestions: ['Mend the folder, or set CODEX_HOME to another one.']},
  )
}

function notWritten(codexHome: string, because: string) {
  return {code: 'AUDIT_UNAVAILABLE', text: `The audit log in ${codexHome}/audit cannot be written (${because}).`}
}
