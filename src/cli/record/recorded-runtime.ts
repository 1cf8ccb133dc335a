import {type ConversationRuntime, createRuntime} from '../../runtime/create-runtime.ts'
import type {RuntimeParts} from '../../runtime/runtime-parts.ts'
import type {SessionStart} from '../../runtime/session.ts'
import type {Entry} from '../../runtime/transcript.ts'
import type {Redactor} from '../../store/create-redactor.ts'
import {recordVersion, type SessionLine} from '../../store/session-record.ts'
import {createSessionStore, type SessionStore} from '../../store/session-store.ts'
import {takeSnapshot} from '../../workspace/take-snapshot.ts'
import {codexVersion} from '../codex-version.ts'
import type {HostContext} from '../host-context.ts'
import {openUserState} from '../open-user-state.ts'
import type {Setup} from '../resolve-setup.ts'
import {createRecorder} from './create-recorder.ts'
import {createRecordedConversation} from './recorded-conversation.ts'
import {recordApprover, recordModel, recordWindow} from './record-traffic.ts'
import {type DescribedTurn, recordTurns} from './record-turns.ts'

type RecordContext = Pick<HostContext, 'now' | 'onExit' | 'packageRoot'>

interface RecordedRuntimeOptions {
  readonly context: RecordContext
  readonly setup: Setup
  readonly redactor: Redactor
  /** The command that opened the runtime. */
  readonly verb?: string
  /** The conversation that it goes on with; absent for a new one. */
  readonly resumed?: ResumedConversation
}

export interface RecordedRuntime extends Omit<ConversationRuntime, 'use'> {
  /** It changes where another process has gone on with the same conversation. */
  conversationId(): string
  /** For the turns that follow. */
  use(next: {readonly parts: RuntimeParts; readonly setup: Setup}): void
}

export interface ResumedConversation {
  readonly id: string
  /** Absent where it is no fork. */
  readonly forkOf?: string
  readonly lastTurnId: string
  readonly turns: number
  readonly start: Pick<SessionStart, 'entries' | 'lastTurn'>
}

/**
 * The runtime of these parts, whose turns are recorded as sessions in the database of the user, without what the
 * redactor takes out.
 */
export function recordedRuntime(
  parts: RuntimeParts,
  {context, setup, redactor, verb, resumed}: RecordedRuntimeOptions,
): RecordedRuntime {
  const {newId} = parts
  let current = {parts, setup}
  const begun = resumed === undefined ? {id: newId()} : {...resumed, after: resumed.lastTurnId}
  const conversation = createRecordedConversation(begun, newId)
  const store = openStore(context, setup)
  const recorder = createRecorder({store, redactor, now: context.now, conversation})
  // Made below of parts that look into it: no request comes before the first turn.
  let entries: () => readonly Entry[] = () => []
  const recorded = (now: RuntimeParts): RuntimeParts => ({
    ...now,
    model: recordModel(now.model, {recorder, redactor, entries: () => entries()}),
    approver: recordApprover(now.approver, recorder.note),
    ...(now.servedWindow && {servedWindow: recordWindow(now.servedWindow, recorder.note)}),
  })
  const runtime = createRuntime(recorded(parts), resumed?.start)
  entries = runtime.entries
  const {runTurn} = recordTurns(runtime, {
    recorder,
    redactor,
    isolation: parts.settings.isolation,
    turnsBefore: resumed?.turns ?? 0,
    describeSession: (turn) => describeSession(turn, {...current, context, ...(verb !== undefined && {verb})}),
    takeSnapshot: (signal) => takeSnapshot({root: setup.root, isHidden: parts.sandbox.isHidden}, signal),
  })
  return {
    ...runtime,
    runTurn,
    conversationId: conversation.id,
    use(next) {
      current = next
      runtime.use(recorded(next.parts))
    },
  }
}

/** A session that cannot be recorded is a notice; the turn goes on. */
async function openStore(context: RecordContext, {codexHome}: Setup): Promise<SessionStore | string> {
  const opened = await openUserState(context, codexHome)
  return opened.kind === 'open' ? createSessionStore(opened.state) : `the database ${opened.fault.because}`
}

function describeSession(
  {id, turn, request}: DescribedTurn,
  {parts, setup, context, verb}: {parts: RuntimeParts; setup: Setup; context: RecordContext; verb?: string},
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
    ...(verb !== undefined && {verb}),
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
