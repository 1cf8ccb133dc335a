import type {FlagValues} from '@codex-host/plugin-api'
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
  const {host} = state.parts
  const conversation = await host.openConversation(flagsFor(state, which), {
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

/** What was switched in the chat stays: the approval mode always, the model where the same conversation goes on. */
function flagsFor({parts: {flags}, conversation}: ChatState, {resume, fork}: WhichConversation): FlagValues {
  if (conversation === undefined) return flags
  const {approvalMode, model, provider} = conversation.terms()
  const isSame = fork === true && resume === conversation.id
  return {...flags, 'approval-mode': approvalMode, ...(isSame && {model, provider})}
}
