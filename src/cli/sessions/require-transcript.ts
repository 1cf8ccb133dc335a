import type {Transcript} from '../../output/transcript/transcript.ts'
import {createConversationStore} from '../../store/conversation-store.ts'
import {homeFolders} from '../home-folders.ts'
import type {HostContext} from '../host-context.ts'
import {requireState, resultOf} from '../require-state.ts'
import {findRoot} from '../../workspace/find-root.ts'
import {requireConversation} from './require-conversation.ts'
import {transcriptOf} from './transcript-of.ts'

/**
 * What people read of the session that a user names; `last` is the newest one of the workspace of the working folder.
 * @throws CodexError with exit code 2 where there is none or several, or it cannot be read; 3 when the database cannot
 *   be used.
 */
export async function requireTranscript(
  context: HostContext,
  {name, undone}: {readonly name: string; readonly undone: string},
): Promise<Transcript> {
  const state = await requireState(context)
  const root = name === 'last' ? {root: await findRoot(context.cwd, homeFolders(context).home, {readsOnly: true})} : {}
  const id = await requireConversation(state, {name, undone, ...root})
  return transcriptOf(id, resultOf(await createConversationStore(state).turns(id), state))
}
