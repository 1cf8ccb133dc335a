import {describeError} from '../text/describe-error.ts'
import type {TurnEvent, TurnRequest} from '@codex-host/plugin-api'
import {createTurnWriter} from '../transcript/turn-writer.ts'
import {describeAttachment, toRequest} from './attachments.ts'
import {type ChatState, turnPlace} from './chat-state.ts'
import type {ChatUi, SentText} from './chat-ui.ts'
import type {Mentions} from './mentions.ts'
import {measureWindow} from './status-parts.ts'

/** Runs one prompt as a turn and shows it. Failure is data in the stream; what is thrown is said. */
export async function runPrompt(
  sent: SentText,
  {state, ui, mentions}: {state: ChatState; ui: ChatUi; mentions: Mentions},
): Promise<void> {
  const {conversation} = state
  if (conversation === undefined) return
  const attachments = await mentions.read(sent.text)
  const note = attachments.length === 0 ? undefined : `attached: ${attachments.map(describeAttachment).join(' · ')}`
  ui.echo(sent.shown, note)
  state.log.prompted(sent.shown)
  loadColors(state, ui)
  const request: TurnRequest = toRequest(sent.text, attachments)
  await showEvents({state, ui, takesWords: true}, (signal) => conversation.runTurn(request, signal))
  sayMemory(state, ui)
}

/** While the model thinks: the first prompt line does not wait for it. */
function loadColors(state: ChatState, ui: ChatUi): void {
  if (state.hasColors) return
  state.hasColors = true
  state.parts.loadPaintCode().then(
    (paint) => (state.paintCode = paint),
    () => ui.say('Code has no colours: their grammars could not be loaded.'),
  )
}

/** Shows a stream of events until its end, or until somebody stops it. */
export async function showEvents(
  {state, ui, takesWords}: {state: ChatState; ui: ChatUi; takesWords: boolean},
  events: (signal: AbortSignal) => AsyncIterable<TurnEvent>,
): Promise<void> {
  const stop = new AbortController()
  const writer = createTurnWriter(turnPlace(state, ui))
  state.running = {writer, stop, takesWords}
  // Who quits while a file was read for the prompt wants no turn any more.
  if (state.isQuitting) stop.abort(stopReason(state))
  ui.showTurn(writer)
  try {
    for await (const event of events(stop.signal)) {
      writer.write(event)
      state.log.saw(event)
      if (event.type === 'step.end' || event.type === 'turn.end') measureWindow(state)
      ui.refresh()
    }
  } catch (error) {
    ui.say(describeError(error, 'The turn'))
  } finally {
    state.running = undefined
    ui.showTurn(undefined)
  }
}

/** Why a turn is stopped: by the person, or with the process. */
export function stopReason({parts: {signal}}: ChatState): unknown {
  return signal.aborted ? signal.reason : 'SIGINT'
}

function sayMemory({conversation, log}: ChatState, ui: ChatUi): void {
  if (conversation === undefined) return
  const {rememberedMessages} = conversation.context()
  const count = log.messages().length
  if (rememberedMessages >= count) return
  const {style} = ui.look()
  ui.print([
    style.dim(`the model remembers the newest ${rememberedMessages} of ${count} messages; /memory shows which`),
  ])
}
