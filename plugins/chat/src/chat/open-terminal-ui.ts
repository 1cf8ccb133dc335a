import type {Decision, Question} from '@codex-host/plugin-api'
import {createDialog} from '../dialog/dialog.ts'
import {questionRows} from '../dialog/question-rows.ts'
import {createEditor} from '../editor/create-editor.ts'
import type {Key} from '../terminal/key.ts'
import {readKeys} from '../terminal/keyboard.ts'
import {createScreen, type Screen} from '../terminal/screen.ts'
import type {Terminal} from '../terminal/terminal.ts'
import type {Look} from '../text/style.ts'
import {wrapWords} from '../text/wrap.ts'
import {aside} from './aside.ts'
import {drawRegion} from './chat-region.ts'
import type {ChatUi} from './chat-ui.ts'
import {userRows} from './user-rows.ts'
import {createPressedKeys} from './pressed-keys.ts'
import type {Shown, TerminalUiParts} from './terminal-ui-parts.ts'

const spinnerMs = 120
/** So long no key may have come before one is an answer. */
const quietMs = 300

export function openTerminalUi(parts: TerminalUiParts): ChatUi {
  const {terminal, style, escape} = parts
  const editor = createEditor({completers: parts.completers, history: parts.history})
  const screen = createScreen(terminal)
  const shown: Shown = {parts, screen, editor, turn: undefined, asked: undefined, hint: undefined}
  const look = (): Look => ({style, escape, columns: terminal.columns()})
  let stopSpinner: (() => void) | undefined

  terminal.enter()
  screen.setRegion(() => region(shown, look()))
  const press = createPressedKeys(shown, look)
  const stopKeys = readKeys(terminal, (key: Key) => {
    press(key)
    screen.refresh()
  })
  const stopListening = listenToWindow(shown)

  return {
    look,
    print: screen.print,
    echo: (text, note) => screen.print(userRows(text, look(), note)),
    say: (text) =>
      screen.print(
        escape(text)
          .split('\n')
          .flatMap((line) => wrapWords(line, terminal.columns() - 1)),
      ),
    ask: (question, signal) => ask(shown, {question, signal, look: look()}),
    showTurn(writer) {
      shown.turn = writer
      stopSpinner?.()
      stopSpinner = writer === undefined ? undefined : spin(terminal, screen)
      screen.refresh()
    },
    idle: screen.refresh,
    refresh: screen.refresh,
    putBack(text) {
      editor.setText([text, editor.state().draft.text].filter((part) => part !== '').join('\n'))
      screen.refresh()
    },
    aside: (act) => aside(shown, act),
    close() {
      stopSpinner?.()
      stopListening()
      stopKeys()
      screen.close()
      terminal.leave()
    },
  }
}

function region({parts, editor, turn, asked, hint}: Shown, look: Look) {
  const {terminal, view} = parts
  return drawRegion({
    look,
    height: terminal.rows(),
    nowMs: terminal.now(),
    editor,
    view,
    turn,
    dialog: asked?.dialog,
    hint,
  })
}

function listenToWindow({parts, screen}: Shown): () => void {
  return parts.terminal.listen({
    onText() {},
    onEnd: () => parts.handlers.inputEnded(),
    onResize: () => screen.refresh(),
    onDrain() {},
    onContinue() {
      parts.terminal.leave()
      parts.terminal.enter()
      screen.forget()
    },
  })
}

function spin(terminal: Terminal, screen: Screen): () => void {
  let cancel = terminal.after(spinnerMs, next)
  return () => cancel()

  function next(): void {
    screen.refresh()
    cancel = terminal.after(spinnerMs, next)
  }
}

interface Asking {
  readonly question: Question
  readonly signal: AbortSignal
  readonly look: Look
}

async function ask(shown: Shown, {question, signal, look}: Asking): Promise<Decision> {
  if (signal.aborted) return {kind: 'stop'}
  const {terminal} = shown.parts
  const dialog = createDialog(question)
  shown.screen.print(questionRows(question, look))

  let cancelOpening = () => {}
  const openSoon = () => {
    cancelOpening()
    cancelOpening = terminal.after(quietMs, () => {
      dialog.open()
      shown.screen.refresh()
    })
  }
  const decision = await new Promise<Decision>((resolve) => {
    signal.addEventListener('abort', () => resolve({kind: 'stop'}), {once: true})
    shown.asked = {dialog, answer: resolve, wait: openSoon}
    openSoon()
  })
  cancelOpening()
  shown.asked = undefined
  shown.screen.print([look.style.bold(`→ ${describeDecision(decision, look)}`)])
  return decision
}

function describeDecision(decision: Decision, {escape}: Look): string {
  switch (decision.kind) {
    case 'yes':
      return 'yes'
    case 'yes-for-session':
      return 'yes for this session'
    case 'yes-edited':
      return `run this: ${escape(decision.line).replaceAll('\n', '\\n')}`
    case 'no':
      return decision.because === '' ? 'no' : `no: ${escape(decision.because).replaceAll('\n', '\\n')}`
    case 'stop':
      return 'stop'
  }
}
