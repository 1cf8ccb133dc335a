import {completeFile} from '../editor/complete-file.ts'
import {completeSlash} from '../editor/complete-slash.ts'
import {describeAttachment} from './attachments.ts'
import {type ChatParts, type ChatState, createChatState} from './chat-state.ts'
import type {ChatUi, ChatView} from './chat-ui.ts'
import {commandNames} from './command-names.ts'
import {createWork} from './create-work.ts'
import {createFileNames} from './file-names.ts'
import {createMentions} from './mentions.ts'
import {openConversation} from './open-conversation.ts'
import {replayHistory} from './replay-history.ts'
import {statusParts} from './status-parts.ts'

export interface ChatEnd {
  /** Undefined where nothing was said. */
  readonly conversationId?: string
}

/**
 * One chat, from its first prompt line to its end.
 * @throws CodexError when the conversation cannot be opened.
 */
export async function runChat(parts: ChatParts): Promise<ChatEnd> {
  const state = createChatState(parts)
  const opened: {ui?: ChatUi} = {}
  const {resume, fork} = parts
  const which = {...(resume !== undefined && {resume}), ...(fork !== undefined && {fork})}
  const [files] = await Promise.all([parts.openFiles(), openConversation(state, () => uiOf(opened), which)])

  const refresh = () => opened.ui?.refresh()
  const mentions = createMentions(files, refresh)
  const work = createWork({state, mentions, ui: () => uiOf(opened)})
  const fileNames = createFileNames(files, {now: parts.now, onChange: refresh, signal: parts.signal})
  const ui = await parts.openUi({
    view: viewOf(state, (text) => mentions.seen(text).map(describeAttachment)),
    handlers: work.handlers,
    completers: [completeSlash(() => commandNames(state.declared)), completeFile(fileNames)],
    history: () => state.history,
  })
  opened.ui = ui
  parts.signal.addEventListener('abort', work.handlers.quit)
  if (parts.signal.aborted) work.handlers.quit()

  try {
    loadInBackground(state, ui)
    replayHistory(state, ui)
    ui.idle()
    await work.ended
    const {conversation, log} = state
    return conversation === undefined || log.messages().length === 0 ? {} : {conversationId: conversation.id}
  } finally {
    parts.signal.removeEventListener('abort', work.handlers.quit)
    ui.close()
  }
}

function uiOf({ui}: {readonly ui?: ChatUi}): ChatUi {
  if (ui === undefined) throw new Error('something was typed before there was anything to type into')
  return ui
}

function viewOf(state: ChatState, mentions: ChatView['mentions']): ChatView {
  return {
    mentions,
    isWorking: () => state.isWorking,
    queued: () => state.queue.map(({shown}) => shown),
    statusParts: () => statusParts(state),
  }
}

/** What the first prompt line does not need. */
function loadInBackground(state: ChatState, ui: ChatUi): void {
  const {host} = state.parts
  host.inputHistory.read().then(
    (texts) => state.history.unshift(...texts),
    () => ui.say('Earlier prompts could not be read.'),
  )
  host.slashCommands().then(
    (declared) => (state.declared = declared),
    () => ui.say('The commands of plugins could not be found.'),
  )
}
