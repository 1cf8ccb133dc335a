import type {FlagValues, Runtime} from '@codex-host/plugin-api'
import {isSomebodyThere} from '../output/choose-renderer.ts'
import type {Terminal} from '../output/create-terminal.ts'
import {askTrustOn, askUserOn} from './ask-user.ts'
import {composeRuntime} from './compose-runtime.ts'
import type {HostContext} from './host-context.ts'
import {outputFacts} from './open-terminal.ts'
import {recordedRuntime} from './record/recorded-runtime.ts'
import {resolveSetup, type Setup} from './resolve-setup.ts'
import type {LoadedConversation} from './sessions/load-conversation.ts'
import type {StartedCommand} from './started-command.ts'
import {accountTurns} from './usage/account-turns.ts'
import {writeUsage} from './usage/write-usage.ts'
import {resumeConversation, resumeNotice, startOf, withRecordedModel} from './sessions/resume-conversation.ts'

interface OpenOptions {
  readonly context: HostContext
  readonly flags: FlagValues
  readonly terminal: Terminal
  /** The one that asks for it. */
  readonly command: StartedCommand | undefined
  readonly signal: AbortSignal
}

/** Opens the runtime for a command line, with the person at the terminal as the one who is asked. */
export async function openRuntime(options: OpenOptions): Promise<Runtime> {
  const {context, terminal, command, signal} = options
  const {setup, flags, conversation} = await resolveStart(options)
  const somebodyThere = isSomebodyThere(outputFacts(context, flags))
  const {secrets} = context
  const asking = somebodyThere ? {askUser: askUserOn(terminal), askTrust: askTrustOn(terminal)} : {}
  const parts = await composeRuntime({context, setup, flags, secrets, ...asking}, signal)
  const recording = {context, setup, redactor: secrets.redactor(), ...(command !== undefined && {verb: command.name})}
  const runtime =
    conversation === undefined
      ? recordedRuntime(parts, recording)
      : recordedRuntime(
          {...parts, notices: [resumeNotice(conversation), ...parts.notices]},
          {...recording, resumed: startOf(conversation, parts.settings)},
        )
  const {name: verb = '', plugin = ''} = command ?? {}
  return accountTurns(runtime, (used) => writeUsage(context, {...used, verb, plugin, root: setup.root}))
}

interface Start {
  readonly setup: Setup
  readonly flags: FlagValues
  /** Absent for a new one. */
  readonly conversation?: LoadedConversation
}

async function resolveStart({context, flags}: OpenOptions): Promise<Start> {
  const setup = await resolveSetup(context, flags)
  const {resume} = flags
  if (typeof resume !== 'string') return {setup, flags}

  const fork = flags['fork'] === true
  const newId = () => crypto.randomUUID()
  const conversation = await resumeConversation({context, name: resume, root: setup.root, fork, newId})
  const withModel = withRecordedModel(flags, conversation)
  return {setup: await resolveSetup(context, withModel), flags: withModel, conversation}
}
