import type {RuntimeParts} from '../runtime/runtime-parts.ts'
import type {AuditLog} from '../store/audit-log.ts'
import {auditedParts} from './audited-parts.ts'
import {namesOf} from './degraded-capabilities.ts'
import {auditNotWritten, type AuditSetup, noLogNoRun, openAudit, userName} from './open-audit.ts'
import type {TrustGrant} from './require-trust.ts'
import type {Setup} from './resolve-setup.ts'

export interface AuditedSetup extends Omit<AuditSetup, 'codexHome'> {
  readonly setup: Setup
  readonly trusted?: TrustGrant
}

/**
 * The same parts, with everything that is assessed, decided and done in the audit log. A log that cannot be written is a
 * notice; where the user named the folders that may be written, nothing runs without it.
 * @throws CodexError with exit code 6.
 */
export async function withAudit(parts: RuntimeParts, {setup, trusted, ...audit}: AuditedSetup): Promise<RuntimeParts> {
  const {codexHome, writable} = setup
  const isStrict = writable !== undefined
  const log = openAudit({...audit, codexHome})

  if (trusted !== undefined) log.note({type: 'project.trusted', ...trusted})
  const written = await begin(log, parts, setup)
  if (written.kind === 'failed' && isStrict) throw noLogNoRun(codexHome, written.because)
  const notices =
    written.kind === 'failed' ? [...parts.notices, auditNotWritten(codexHome, written.because)] : parts.notices
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
    degraded: namesOf(degraded),
  })
  return log.flush()
}
