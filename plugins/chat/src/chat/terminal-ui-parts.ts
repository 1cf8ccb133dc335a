import type {Decision} from '@codex-host/plugin-api'
import type {Dialog} from '../dialog/dialog.ts'
import type {Completer} from '../editor/completion.ts'
import type {Editor} from '../editor/create-editor.ts'
import type {Screen} from '../terminal/screen.ts'
import type {Terminal} from '../terminal/terminal.ts'
import type {Style} from '../text/style.ts'
import type {TurnWriter} from '../transcript/turn-writer.ts'
import type {ChatHandlers, ChatView} from './chat-ui.ts'

export interface TerminalUiParts {
  readonly terminal: Terminal
  readonly style: Style
  readonly escape: (text: string) => string
  readonly view: ChatView
  readonly handlers: ChatHandlers
  readonly completers: readonly Completer[]
  readonly history: () => readonly string[]
  /** Lets another program have the terminal, and returns when it is given back. */
  readonly editElsewhere: (text: string) => Promise<string | undefined>
  readonly stopProcess: () => Promise<void>
}

/** What is on the screen now. */
export interface Shown {
  readonly parts: TerminalUiParts
  readonly screen: Screen
  readonly editor: Editor
  turn: TurnWriter | undefined
  asked: Asked | undefined
  hint: string | undefined
}

export interface Asked {
  readonly dialog: Dialog
  answer(decision: Decision): void
  /** A key came before the dialog was open. */
  wait(): void
}
