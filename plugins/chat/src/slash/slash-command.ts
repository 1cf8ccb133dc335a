import type {ChangeSets, ChatHost, Conversation, TurnEvent} from '@codex-host/plugin-api'
import type {ChatLog} from '../chat/chat-log.ts'
import type {ChatUi} from '../chat/chat-ui.ts'
import type {KeptTexts} from '../transcript/kept-texts.ts'

/** What a slash command of the chat's own may use. */
export interface SlashPlace {
  readonly host: ChatHost
  readonly ui: ChatUi
  readonly kept: KeptTexts
  conversation(): Conversation
  log(): ChatLog
  changeSets(): Promise<ChangeSets>
  /** When the chat began. */
  readonly startedAtMs: number
  /** All names with their summaries, those of plugins too. */
  names(): readonly {readonly name: string; readonly summary: string}[]
  /** Shows a stream of events as a turn that can be stopped. */
  runEvents(events: (signal: AbortSignal) => AsyncIterable<TurnEvent>): Promise<void>
  /** Another conversation in the place of this one. */
  resume(id: string, isFork: boolean): Promise<void>
  /** After what is going on now. */
  quit(): void
}

export interface ChatSlashCommand {
  readonly name: string
  /** What may stand behind the name, such as `[ID]`. */
  readonly usage?: string
  readonly summary: string
  /** Whether it can run while a turn does; otherwise it waits for the end of the turn. */
  readonly runsAtOnce: boolean
  run(place: SlashPlace, argument: string): Promise<void> | void
}
