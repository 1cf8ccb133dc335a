import type {Runtime} from '@codex-host/plugin-api'
import {createRuntime} from '../../runtime/create-runtime.ts'
import type {RuntimeParts} from '../../runtime/runtime-parts.ts'
import type {Redactor} from '../../store/create-redactor.ts'
import {recordVersion, type SessionLine} from '../../store/session-record.ts'
import {createSessionStore, type SessionStore} from '../../store/session-store.ts'
import {takeSnapshot} from '../../workspace/take-snapshot.ts'
import {codexVersion} from '../codex-version.ts'
import type {HostContext} from '../host-context.ts'
import {openUserState} from '../open-user-state.ts'
import type {Setup} from '../resolve-setup.ts'
import {createRecorder} from './create-recorder.ts'
import {recordApprover, recordModel, recordWindow} from './record-traffic.ts'
import {type DescribedTurn, recordTurns} from './record-turns.ts'

type RecordContext = Pick<HostContext, 'now' | 'onExit' | 'packageRoot'>

/**
 * The runtime of these parts, whose turns are recorded as sessions in the database of the user, without what the
 * redactor takes out.
 */
export function recordedRuntime(
  parts: RuntimeParts,
  {context, setup, redactor}: {context: RecordContext; setup: Setup; redactor: Redactor},
): Runtime {
  const recorder = createRecorder({store: openStore(context, setup), redactor, now: context.now})
  const recorded: RuntimeParts = {
    ...parts,
    model: recordModel(parts.model, {recorder, redactor}),
    approver: recordApprover(parts.approver, recorder.note),
    ...(parts.servedWindow && {servedWindow: recordWindow(parts.servedWindow, recorder.note)}),
  }
  return recordTurns(createRuntime(recorded), {
    recorder,
    redactor,
    isolation: parts.settings.isolation,
    describeSession: (turn) => describeSession(turn, {parts, setup, context}),
    takeSnapshot: (signal) => takeSnapshot({root: setup.root, isHidden: parts.sandbox.isHidden}, signal),
  })
}

/** A session that cannot be recorded is a notice; the turn goes on. */
async function openStore(context: RecordContext, {codexHome}: Setup): Promise<SessionStore | string> {
  const opened = await openUserState(context, codexHome)
  return opened.kind === 'open' ? createSessionStore(opened.state) : `the database ${opened.fault.because}`
}

function describeSession(
  {id, turn, request}: DescribedTurn,
  {parts, setup, context}: {parts: RuntimeParts; setup: Setup; context: RecordContext},
): SessionLine {
  const {settings, figures, budgets, commandTimeoutMs} = parts
  const {writable, loaded} = setup
  const {rules, isolation, approvalMode} = loaded.config
  return plain({
    kind: 'session',
    version: recordVersion,
    id,
    codex_version: codexVersion(context.packageRoot),
    started_at_ms: context.now(),
    turn,
    root: setup.root,
    cwd: setup.cwd,
    ...(parts.copyOf !== undefined && {shown_at: parts.root}),
    request: {...request},
    settings: {
      approval: {approvalMode, isolation, rules: [...rules], ...(writable !== undefined && {writable: [...writable]})},
      runtime: {settings: {...settings}, figures, budgets: {...budgets}, commandTimeoutMs},
      is_sandboxed: parts.sandbox.isSandboxed,
      ...(parts.sandbox.network && {hosts: [...parts.sandbox.network.hosts]}),
      os: parts.os,
    },
  })
}

/** As it will be read back. */
function plain(session: SessionLine): SessionLine {
  return JSON.parse(JSON.stringify(session)) as SessionLine
}
