import {createHash} from 'node:crypto'
import type {Assessment, Decision, SandboxOutcome} from '@codex-host/plugin-api'
import type {Question} from '../approval/approver.ts'
import type {RuntimeParts} from '../runtime/runtime-parts.ts'
import type {AuditLog} from '../store/audit-log.ts'
import type {AuditEntry} from '../store/audit-line.ts'
import type {CommandOutcome, RunInSandbox, ToolAction} from '../tools/tool.ts'
import type {FileEffect} from '../workspace/change-set.ts'
import type {ChangeStore} from '../workspace/change-store.ts'
import type {View} from '../workspace/view.ts'

export interface AuditOptions {
  readonly log: AuditLog
  /** No log, no run. */
  readonly isStrict: boolean
}

/** The same parts, which note what is assessed, decided and done. A command starts when its line is in the log. */
export function auditedParts(parts: RuntimeParts, options: AuditOptions): RuntimeParts {
  const {log} = options
  return {
    ...parts,
    assessAction(action) {
      const assessed = parts.assessAction(action)
      const {assessment, access} = assessed
      log.note({type: 'action.assessed', ...subjectOf(action), access, ...assessmentEntry(assessment)})
      return assessed
    },
    assessChangeSet(changeSet) {
      const assessment = parts.assessChangeSet(changeSet)
      log.note({type: 'change_set.assessed', id: changeSet.id, ...assessmentEntry(assessment)})
      return assessment
    },
    approver: {
      async ask(question, signal) {
        const answer = await parts.approver.ask(question, signal)
        const {decision, by} = answer
        log.note({type: 'action.decided', ...questionSubject(question), ...decisionEntry(decision), by})
        return answer
      },
    },
    sandbox: {
      ...parts.sandbox,
      runnerFor: (view) => auditedRunner(parts, {view, run: parts.sandbox.runnerFor(view), options}),
    },
    openView: async (signal) => auditedView(await parts.openView(signal), log),
    changes: auditedChanges(parts.changes, log),
  }
}

function auditedRunner(
  parts: RuntimeParts,
  {view, run, options}: {readonly view: View; readonly run: RunInSandbox; readonly options: AuditOptions},
): RunInSandbox {
  return async (action, access, signal) => {
    const {line, cwd} = action
    const start = {
      line,
      cwd,
      access,
      sandbox: parts.sandbox.name,
      policy_sha256: parts.sandbox.policyHash(view, access),
    }
    return runAudited(start, () => run(action, access, signal), options)
  }
}

/** Runs a command between its lines in the log: what it is, how it ended, and which hosts it wanted. */
export async function runAudited(
  start: Omit<AuditEntry, 'type'> & {readonly line: string},
  run: () => Promise<CommandOutcome>,
  {log, isStrict, onFailure}: AuditOptions & {readonly onFailure?: (because: string) => void},
): Promise<CommandOutcome> {
  log.note({...start, type: 'command.start'})
  const written = await log.flush()
  if (written.kind === 'failed') onFailure?.(written.because)
  if (written.kind === 'failed' && isStrict) {
    return {kind: 'not-started', because: `strict mode runs nothing without the audit log (${written.because})`}
  }
  const outcome = await run()
  const {line} = start
  log.note({type: 'command.end', line, ...outcomeEntry(outcome)})
  for (const contact of outcome.contacts ?? []) log.note({type: 'network.contact', line, ...contact})
  return outcome
}

function auditedView(view: View, log: AuditLog): View {
  return {
    ...view,
    async write(effects) {
      await view.write(effects)
      log.note({type: 'patch.written', files: filesEntry(effects)})
    },
    async close() {
      await view.close()
      await log.flush()
    },
  }
}

/** The same store, which notes what is kept, landed and taken back. */
export function auditedChanges(changes: ChangeStore, log: AuditLog): ChangeStore {
  return {
    ...changes,
    async save(changeSet) {
      await changes.save(changeSet)
      log.note({type: 'change_set.saved', id: changeSet.id, files: filesEntry(changeSet.effects)})
    },
    async settle(id) {
      const outcome = await changes.settle(id)
      log.note({type: 'change_set.settled', id, outcome: outcome.kind})
      return outcome
    },
    async undo(id) {
      const outcome = await changes.undo(id)
      log.note({type: 'change_set.undone', id, outcome: outcome.kind})
      return outcome
    },
  }
}

function subjectOf(action: ToolAction): Readonly<Record<string, unknown>> {
  switch (action.kind) {
    case 'command':
      return {action: 'command', line: action.line, cwd: action.cwd}
    case 'patch':
      return {action: 'patch', files: filesEntry(action.effects)}
  }
}

function questionSubject(question: Question): Readonly<Record<string, unknown>> {
  switch (question.kind) {
    case 'command':
      return {action: 'command', line: question.line, cwd: question.cwd}
    case 'network':
      return {action: 'network', host: question.host, port: question.port}
    case 'patch':
    case 'change-set':
      return {action: question.kind, paths: question.paths ?? [], diff_sha256: sha256(question.diff)}
  }
}

function decisionEntry(decision: Decision): Readonly<Record<string, unknown>> {
  switch (decision.kind) {
    case 'yes':
    case 'yes-for-session':
    case 'stop':
      return {decision: decision.kind}
    case 'yes-edited':
      return {decision: decision.kind, edited_line: decision.line}
    case 'no':
      return {decision: decision.kind, because: decision.because}
  }
}

function assessmentEntry({kind, because, rule}: Assessment): Readonly<Record<string, unknown>> {
  return {assessment: kind, because, ...(rule !== undefined && {rule})}
}

function outcomeEntry(outcome: SandboxOutcome): Omit<AuditEntry, 'type'> {
  if (outcome.kind === 'not-started') return {end: 'not-started', because: outcome.because}
  const {end, durationMs} = outcome
  return {
    end: end.kind,
    ...(end.kind === 'exited' && {exit_code: end.exitCode}),
    ...(end.kind === 'signalled' && {signal: end.signal}),
    duration_ms: Math.round(durationMs),
  }
}

/** A line stays small enough to be found again at the end of the log: of more files only the number is told. */
const mostFiles = 1_000

function filesEntry(effects: readonly FileEffect[]): readonly Readonly<Record<string, unknown>>[] {
  const rest = effects.length - mostFiles
  const named = effects.slice(0, mostFiles).map(({path, after}) => ({
    path,
    ...(after.kind === 'file' ? {sha256: sha256(after.bytes)} : {now: after.kind}),
  }))
  return rest > 0 ? [...named, {more: rest}] : named
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
