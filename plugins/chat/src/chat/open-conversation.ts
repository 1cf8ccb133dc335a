import {createChatLog} from './chat-log.ts'
import type {ChatState} from './chat-state.ts'
import type {ChatUi} from './chat-ui.ts'
import {measureWindow} from './status-parts.ts'

export interface WhichConversation {
  readonly resume?: string
  readonly fork?: boolean
}

/**
 * In the place of the one before, which goes on where this one cannot be opened. The host may ask on the terminal
 * whether the project is trusted: nobody else may have the terminal meanwhile.
 * @throws CodexError of the host.
 */
export async function openConversation(state: ChatState, ui: () => ChatUi, which: WhichConversation): Promise<void> {
  const {host, flags} = state.parts
  const conversation = await host.openConversation(flags, {
    ...which,
    async askUser(question, signal) {
      if (question.kind === 'change-set' || question.kind === 'patch') state.shownDiffs.add(question.diff)
      return ui().ask(question, signal)
    },
  })
  state.conversation = conversation
  state.log = createChatLog(conversation.history())
  measureWindow(state)
}
