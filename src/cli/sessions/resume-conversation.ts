import {stat} from 'node:fs/promises'
import {CodexError, type FlagValues, type Notice} from '@codex-host/plugin-api'
import {escapeLine} from '../../output/escape-controls.ts'
import {formatCount} from '../../output/format-count.ts'
import {withoutReasoning} from '../../runtime/transcript.ts'
import type {HostContext} from '../host-context.ts'
import type {ResumedConversation} from '../record/recorded-runtime.ts'
import {requireState} from '../require-state.ts'
import {type LoadedConversation, loadConversation} from './load-conversation.ts'
import {requireConversation} from './require-conversation.ts'

export interface ResumeOptions {
  readonly context: HostContext
  /** The beginning of an id, or `last` for the newest one of the workspace. */
  readonly name: string
  /** The workspace in which it goes on. */
  readonly root: string
  /** Whether it stays as it is, and a new one begins with what was said in it. */
  readonly fork: boolean
  readonly newId: () => string
}

/**
 * The recorded conversation that goes on here.
 * @throws CodexError with exit code 2 where there is none or several, or it is of another workspace; 3 when the database
 *   cannot be used.
 */
export async function resumeConversation({
  context,
  name,
  root,
  fork,
  newId,
}: ResumeOptions): Promise<LoadedConversation> {
  const state = await requireState(context)
  const undone = 'nothing was sent'
  const found = await requireConversation(state, {name, root, undone})
  const conversation = await loadConversation(state, found)
  // Another process may have deleted it since.
  if (conversation === undefined) throw removed(found)
  await refuseOtherWorkspace(conversation, root)
  return fork ? {...conversation, id: newId(), forkOf: found} : conversation
}

/** Of a workspace that is not there any more it is taken that it was moved. */
async function refuseOtherWorkspace(conversation: LoadedConversation, root: string): Promise<void> {
  if (conversation.root === root) return
  const isThere = await stat(conversation.root).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (!isThere) return
  throw new CodexError(
    `The session ${conversation.id} is of the workspace ${escapeLine(conversation.root)}, not of ${escapeLine(root)}, so nothing was sent.`,
    {
      code: 'SESSION_ELSEWHERE',
      exitCode: 2,
      suggestions: [`Go on with it there: add -C ${escapeLine(conversation.root)}`],
    },
  )
}

function removed(id: string): CodexError {
  return new CodexError(`The session ${id} was deleted meanwhile, so nothing was sent.`, {
    code: 'SESSION_UNKNOWN',
    exitCode: 2,
  })
}

/** The model that was asked answers again, unless the command line names another. */
export function withRecordedModel(flags: FlagValues, {model, provider}: LoadedConversation): FlagValues {
  if (flags['model'] !== undefined || flags['provider'] !== undefined) return flags
  return {...flags, model, provider}
}

/** What the runtime begins with. `asked`: who answers from now on. */
export function startOf(
  conversation: LoadedConversation,
  asked: {readonly model: string; readonly provider: string},
): ResumedConversation {
  const {id, forkOf, turns, entries, lastTurn, model, provider} = conversation
  const isSame = asked.model === model && asked.provider === provider
  return {
    id,
    ...(forkOf !== undefined && {forkOf}),
    lastTurnId: turns.at(-1)?.session.id ?? '',
    turns: turns.at(-1)?.session.turn ?? 0,
    start: {
      entries: isSame ? entries : withoutReasoning(entries),
      ...(lastTurn !== undefined && {lastTurn}),
    },
  }
}

export function resumeNotice({id, forkOf, turns}: LoadedConversation): Notice {
  const after = `after ${formatCount(turns.length, 'turn')}`
  const text =
    forkOf === undefined
      ? `Goes on with session ${id.slice(0, 8)} ${after}.`
      : `Goes on with a fork of session ${forkOf.slice(0, 8)} ${after}; its own id is ${id}.`
  return {code: 'SESSION_RESUMED', text}
}
