import {draftLook} from '../editor/editor-rows.ts'
import type {Key} from '../terminal/key.ts'
import type {Look} from '../text/style.ts'
import {isImageName} from './attachments.ts'
import {mentionOf} from '../editor/complete-file.ts'
import {aside} from './aside.ts'
import type {Shown} from './terminal-ui-parts.ts'

const hintMs = 2000

/** What each key does: it answers a question, edits the prompt, or asks for something of the chat. */
export function createPressedKeys(shown: Shown, look: () => Look): (key: Key) => void {
  const {editor, parts} = shown
  const {handlers, view} = parts
  const commands = chatKeys(shown)

  return (key) => {
    if (pressInDialog(shown, key, look)) return
    const name = key.kind === 'key' ? key.name : ''
    if (editor.search() === undefined && commands(name)) return
    const pressed = editor.press(asMention(key), draftLook(editor, look()))
    if (pressed === 'send') handlers.send(editor.take(), false)
    if (pressed !== 'unknown' || !view.isWorking()) return
    if (name === 'tab' && editor.state().draft.text !== '') handlers.send(editor.take(), true)
    else if (name === 'escape') handlers.interrupt()
  }
}

/** False for a letter that came before the question could be read: it belongs to the prompt. */
function pressInDialog({asked}: Shown, key: Key, look: () => Look): boolean {
  if (asked === undefined) return false
  const isStop = key.kind === 'key' && (key.name === 'ctrl-c' || key.name === 'escape')
  if (!asked.dialog.isOpen() && !isStop) {
    asked.wait()
    return key.kind === 'key' && key.name === 'enter'
  }
  const decision = asked.dialog.press(key, look())
  if (decision !== undefined) asked.answer(decision)
  return true
}

/** Keys that are not about the text; true where one was pressed. */
function chatKeys(shown: Shown): (name: string) => boolean {
  const {editor, screen, parts} = shown
  const isEmpty = () => editor.state().draft.text === ''
  const interrupt = createInterrupt(shown)
  return (name) => {
    switch (name) {
      case 'ctrl-c':
        interrupt()
        return true
      case 'ctrl-d':
        if (!isEmpty()) return false
        parts.handlers.quit()
        return true
      case 'ctrl-o':
        parts.handlers.openNewest()
        return true
      case 'ctrl-z':
        void aside(shown, parts.stopProcess)
        return true
      case 'ctrl-g':
        void aside(shown, () => editElsewhere(shown))
        return true
      case 'ctrl-l':
        screen.forget()
        return true
      default:
        return false
    }
  }
}

/** Stops what runs; what is being written stays. Where nothing runs it clears the prompt, then asks to quit. */
function createInterrupt(shown: Shown): () => void {
  const {editor, screen, parts} = shown
  let cancelHint = () => {}
  return () => {
    if (parts.view.isWorking()) return parts.handlers.interrupt()
    if (editor.state().draft.text !== '') return editor.setText('')
    if (shown.hint !== undefined) return parts.handlers.quit()
    shown.hint = 'Ctrl-C again quits'
    cancelHint()
    cancelHint = parts.terminal.after(hintMs, () => {
      shown.hint = undefined
      screen.refresh()
    })
  }
}

async function editElsewhere({editor, parts}: Shown): Promise<void> {
  const text = await parts.editElsewhere(editor.folds.expand(editor.state().draft.text))
  if (text !== undefined) editor.setText(text.replace(/\n$/, ''))
}

/** The path of a picture that is pasted or dropped becomes a mention of it. */
function asMention(key: Key): Key {
  if (key.kind !== 'paste') return key
  const path = key.text
    .trim()
    .replace(/^(['"])(.*)\1$/, '$2')
    .replace(/^file:\/\//, '')
    .replaceAll('\\ ', ' ')
  const isPicture = path.startsWith('/') && !path.includes('\n') && isImageName(path)
  return isPicture ? {kind: 'paste', text: `${mentionOf(path)} `} : key
}
