import {CodexError} from '@codex-host/plugin-api'
import {createConversationStore} from '../../store/conversation-store.ts'
import type {State} from '../../store/open-state.ts'
import {escapeLine} from '../../output/escape-controls.ts'
import {resultOf} from '../require-state.ts'

export interface NamedConversation {
  /** The beginning of an id, or `last`. */
  readonly name: string
  /** The workspace whose newest one is the `last`; that of all when left out. */
  readonly root?: string
  /** Ends the sentences about one that is not there: "nothing was deleted". */
  readonly undone: string
}

/**
 * The id of the conversation that a user names.
 * @throws CodexError with exit code 2 where there is none or several, 3 when the database cannot be used.
 */
export async function requireConversation(state: State, {name, root, undone}: NamedConversation): Promise<string> {
  const found = resultOf(await createConversationStore(state).find(name, root), state)
  switch (found.kind) {
    case 'found':
      return found.id
    case 'none':
      throw unknown(`${describeMissing(name, root)}, so ${undone}.`)
    case 'several':
      throw unknown(
        `"${escapeLine(name)}" is the beginning of several sessions (${found.ids.join(', ')}), so ${undone}.`,
      )
  }
}

function describeMissing(name: string, root: string | undefined): string {
  if (name !== 'last') return `There is no session "${escapeLine(name)}"`
  return root === undefined ? 'No session was recorded yet' : `No session of ${escapeLine(root)} was recorded yet`
}

function unknown(message: string): CodexError {
  return new CodexError(message, {
    code: 'SESSION_UNKNOWN',
    exitCode: 2,
    suggestions: ['`codex sessions list` names those of this workspace, with --all those of all.'],
  })
}
