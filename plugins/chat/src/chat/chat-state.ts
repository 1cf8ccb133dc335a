import type {ChatHost, Conversation, DeclaredSlashCommand, FlagValues, ProjectFiles} from '@codex-host/plugin-api'
import type {Completer} from '../editor/completion.ts'
import {type PaintCode, withoutColors} from '../transcript/highlight.ts'
import {createKeptTexts, type KeptTexts} from '../transcript/kept-texts.ts'
import type {TurnPlace} from '../transcript/turn-place.ts'
import type {TurnWriter} from '../transcript/turn-writer.ts'
import {type ChatLog, createChatLog} from './chat-log.ts'
import type {ChatHandlers, ChatUi, ChatView, SentText} from './chat-ui.ts'

export interface ChatParts {
  readonly host: ChatHost
  readonly flags: FlagValues
  readonly openFiles: () => Promise<ProjectFiles>
  /** Aborted when the process is to end. */
  readonly signal: AbortSignal
  readonly now: () => number
  readonly resume?: string
  readonly fork?: boolean
  readonly loadPaintCode: () => Promise<PaintCode>
  openUi(options: UiOptions): Promise<ChatUi>
}

export interface UiOptions {
  readonly view: ChatView
  readonly handlers: ChatHandlers
  readonly completers: readonly Completer[]
  /** Newest last. */
  readonly history: () => readonly string[]
}

/** What one chat knows while it runs. */
export interface ChatState {
  readonly parts: ChatParts
  readonly kept: KeptTexts
  readonly shownDiffs: Set<string>
  /** What waits for the end of what runs. */
  readonly queue: SentText[]
  /** Earlier prompts, newest last. */
  readonly history: string[]
  log: ChatLog
  /** Those of plugins; none while they are looked for. */
  declared: readonly DeclaredSlashCommand[]
  readonly startedAtMs: number
  /** How full the window of the model is, in words. */
  windowUse: string
  paintCode: PaintCode
  /** Whether the grammars are loaded, or being loaded. */
  hasColors: boolean
  /** Undefined only while the first one is opened, when there is no screen yet. */
  conversation: Conversation | undefined
  /** The turn that runs, or what else is shown as one. */
  running: {readonly writer: TurnWriter; readonly stop: AbortController; readonly takesWords: boolean} | undefined
  isWorking: boolean
  isQuitting: boolean
}

export function createChatState(parts: ChatParts): ChatState {
  return {
    parts,
    kept: createKeptTexts(),
    shownDiffs: new Set(),
    queue: [],
    history: [],
    log: createChatLog([]),
    declared: [],
    startedAtMs: parts.now(),
    windowUse: '',
    paintCode: withoutColors,
    hasColors: false,
    conversation: undefined,
    running: undefined,
    isWorking: false,
    isQuitting: false,
  }
}

export function turnPlace(state: ChatState, ui: ChatUi): TurnPlace {
  return {
    look: ui.look,
    print: ui.print,
    paintCode: () => state.paintCode,
    kept: state.kept,
    shownDiffs: state.shownDiffs,
    now: state.parts.now,
  }
}
