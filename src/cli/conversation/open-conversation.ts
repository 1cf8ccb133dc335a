import path from 'node:path'
import type {
  Conversation,
  ConversationOptions,
  ConversationTerms,
  FlagValues,
  HistoryEntry,
  TermsChange,
  TurnEvent,
} from '@codex-host/plugin-api'
import {createApprover} from '../../approval/create-approver.ts'
import type {Terminal} from '../../output/create-terminal.ts'
import type {RuntimeParts} from '../../runtime/runtime-parts.ts'
import {askTrustOn} from '../ask-user.ts'
import {composeRuntime} from '../compose-runtime.ts'
import type {HostContext} from '../host-context.ts'
import {prepareSandbox} from '../prepare-sandbox.ts'
import {recordedRuntime} from '../record/recorded-runtime.ts'
import {resolveSetup, type Setup, shownAt} from '../resolve-setup.ts'
import type {LoadedConversation} from '../sessions/load-conversation.ts'
import {resumeConversation, startOf, withRecordedModel} from '../sessions/resume-conversation.ts'
import type {StartedCommand} from '../started-command.ts'
import {accountEvents} from '../usage/account-turns.ts'
import {writeUsage} from '../usage/write-usage.ts'

export interface ConversationRequest {
  readonly context: HostContext
  readonly flags: FlagValues
  readonly options: ConversationOptions
  /** The one that asks for it. */
  readonly command: StartedCommand | undefined
  /** On which the project's trust is asked about, before a chat has a screen; absent where nobody is there. */
  readonly terminal?: Terminal
}

/**
 * Opens a conversation. Its sandbox, and what the user allowed for the session, stay the same when its terms change.
 * @throws CodexError with exit code 2, 3, 4, 6, 11 or 12.
 */
export async function openConversation(request: ConversationRequest, signal: AbortSignal): Promise<Conversation> {
  const {context, command, options, terminal} = request
  const {secrets} = context
  const recorded = await recordedConversation(request)
  let flags = recorded === undefined ? request.flags : withRecordedModel(request.flags, recorded)
  let setup = await resolveSetup(context, flags)
  const sandbox = await prepareSandbox(context, setup, signal)
  const approver = createApprover({
    ...(options.askUser !== undefined && {askUser: options.askUser}),
    isSandboxed: sandbox.isSandboxed,
    configPath: path.join(setup.codexHome, 'config.yaml'),
  })
  const asking = terminal === undefined ? {} : {askTrust: askTrustOn(terminal)}
  const compose = (nextFlags: FlagValues, nextSetup: Setup) =>
    composeRuntime({context, flags: nextFlags, setup: nextSetup, secrets, sandbox, approver, ...asking}, signal)

  let parts = await compose(flags, setup)
  const {name: verb = '', plugin = ''} = command ?? {}
  const runtime = recordedRuntime(parts, {
    context,
    setup,
    redactor: secrets.redactor(),
    verb,
    ...(recorded !== undefined && {resumed: startOf(recorded, parts.settings)}),
  })
  const accounted = (events: AsyncIterable<TurnEvent>): AsyncIterable<TurnEvent> =>
    accountEvents(events, (used) => writeUsage(context, {...used, verb, plugin, root: setup.root}), parts.settings)

  return {
    get id() {
      return runtime.conversationId()
    },
    terms: () => termsOf(parts, setup),
    history: () => historyOf(recorded),
    runTurn: (turn, stop) => accounted(runtime.runTurn(turn, stop)),
    compact: (stop) => accounted(runtime.compact(stop)),
    verify: runtime.verify,
    steer: runtime.steer,
    context: runtime.context,
    clear: runtime.clear,
    async change(terms) {
      const nextFlags = {...flags, ...flagsOf(terms)}
      const nextSetup = await resolveSetup(context, nextFlags)
      parts = await compose(nextFlags, nextSetup)
      flags = nextFlags
      setup = nextSetup
      runtime.use({parts, setup})
    },
  }
}

async function recordedConversation({
  context,
  flags,
  options: {resume, fork = false},
}: ConversationRequest): Promise<LoadedConversation | undefined> {
  if (resume === undefined) return undefined
  const {root} = await resolveSetup(context, flags)
  return resumeConversation({context, name: resume, root, fork, newId: () => crypto.randomUUID()})
}

function flagsOf({model, provider, approvalMode, reasoning}: TermsChange): FlagValues {
  return {
    ...(model !== undefined && {model}),
    ...(provider !== undefined && {provider}),
    ...(approvalMode !== undefined && {'approval-mode': approvalMode}),
    ...(reasoning !== undefined && {reasoning}),
  }
}

function termsOf({settings, sandbox}: RuntimeParts, setup: Setup): ConversationTerms {
  const {model, provider, approvalMode, reasoning, isolation, verifyCommand} = settings
  return {
    model,
    provider,
    approvalMode,
    ...(reasoning !== undefined && {reasoning}),
    sandbox: sandbox.name,
    isolation,
    root: shownAt(setup),
    cwd: setup.cwd,
    ...(verifyCommand !== undefined && {verifyCommand}),
  }
}

function historyOf(recorded: LoadedConversation | undefined): readonly HistoryEntry[] {
  const turns = recorded?.turns ?? []
  return turns.flatMap(({session, lines}): HistoryEntry[] => [
    {kind: 'prompt', text: session.request.prompt, atMs: session.started_at_ms},
    {kind: 'events', events: lines.flatMap((line): TurnEvent[] => (line.kind === 'event' ? [line.event] : []))},
  ])
}
