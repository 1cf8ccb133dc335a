import {createTurnWriter} from '../transcript/turn-writer.ts'
import {createChatLog} from './chat-log.ts'
import {type ChatState, turnPlace} from './chat-state.ts'
import type {ChatUi} from './chat-ui.ts'
import {memoryBorder} from './memory-border.ts'
import {userRows} from './user-rows.ts'

const mostPrompts = 10

/** Shows the newest part of what was said before, with a mark where the model's memory begins. */
export function replayHistory(state: ChatState, ui: ChatUi): void {
  const {conversation} = state
  const history = conversation?.history() ?? []
  if (conversation === undefined || history.length === 0) return
  const place = turnPlace(state, ui)
  const look = place.look()
  const prompts = history.flatMap((entry, index) => (entry.kind === 'prompt' ? [index] : []))
  const first = prompts.at(-mostPrompts) ?? 0
  const {rememberedMessages} = conversation.context()
  if (first > 0) place.print(['', look.style.dim('… /memory lists what was said before')])

  let isMarked = false
  for (const [index, entry] of history.entries()) {
    if (index < first) continue
    if (!isMarked && createChatLog(history.slice(index)).messages().length <= rememberedMessages) {
      place.print(['', look.style.dim(memoryBorder)])
      isMarked = true
    }
    if (entry.kind === 'prompt') place.print(userRows(entry.text, look))
    else {
      const writer = createTurnWriter(place)
      for (const event of entry.events) writer.write(event)
    }
  }
}
