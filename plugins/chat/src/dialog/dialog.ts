import type {Decision, Question} from '@codex-host/plugin-api'
import {createEditor, type Editor} from '../editor/create-editor.ts'
import {draftLook, editorRows} from '../editor/editor-rows.ts'
import type {Region} from '../terminal/draw-frame.ts'
import type {Key} from '../terminal/key.ts'
import type {Look} from '../text/style.ts'

/** One question, until a key answers it. Nothing but a key does: no time and no closed input is a yes. */
export interface Dialog {
  /** Undefined while it goes on. */
  press(key: Key, look: Look): Decision | undefined
  /** Choices, or the line that is being written. Nothing before the dialog takes answers. */
  region(look: Look, most: number): Required<Region> | Region
  /** From now on keys are answers: what was typed before the question could be read is none. */
  open(): void
  isOpen(): boolean
}

const choices = [
  {key: 'y', words: 'yes'},
  {key: 'a', words: 'yes for this session'},
  {key: 'e', words: 'edit the command'},
  {key: 'n', words: 'no, and say why'},
  {key: 's', words: 'stop (Esc)'},
] as const

type Mode = {readonly kind: 'choosing'} | {readonly kind: 'why' | 'editing'; readonly editor: Editor}

export function createDialog(question: Question): Dialog {
  let mode: Mode = {kind: 'choosing'}
  let isOpen = false

  return {
    isOpen: () => isOpen,
    open() {
      isOpen = true
    },
    press(key, look) {
      if (mode.kind === 'choosing') return choose(key)
      return write(mode, key, look)
    },
    region(look, most) {
      if (!isOpen) return {rows: []}
      if (mode.kind === 'choosing') return {rows: choiceRows(question, look)}
      const label = mode.kind === 'why' ? 'Why not (may be empty):' : 'The command to run in its place (Esc: back):'
      const {rows, cursor} = editorRows(mode.editor, look, most - 1)
      return {rows: [look.style.bold(label), ...rows], cursor: {...cursor, row: cursor.row + 1}}
    },
  }

  function choose(key: Key): Decision | undefined {
    // A paste is no answer.
    const typed = key.kind === 'text' ? key.text.toLowerCase() : key.kind === 'key' ? key.name : ''
    if (typed === 'y') return {kind: 'yes'}
    if (typed === 'a') return {kind: 'yes-for-session'}
    if (typed === 's' || typed === 'escape' || typed === 'ctrl-c') return {kind: 'stop'}
    if (typed === 'ctrl-d') return {kind: 'no', because: 'the input ended'}
    if (typed === 'n') mode = {kind: 'why', editor: plainEditor('')}
    if (typed === 'e' && question.kind === 'command') mode = {kind: 'editing', editor: plainEditor(question.line)}
    return undefined
  }

  function write(writing: Exclude<Mode, {kind: 'choosing'}>, key: Key, look: Look): Decision | undefined {
    const {editor} = writing
    if (key.kind === 'key' && key.name === 'ctrl-c') return {kind: 'stop'}
    if (key.kind === 'key' && key.name === 'escape') {
      mode = {kind: 'choosing'}
      return undefined
    }
    if (writing.kind === 'why' && key.kind === 'key' && key.name === 'enter') {
      return {kind: 'no', because: editor.take().text.trim()}
    }
    const pressed = editor.press(key, draftLook(editor, look))
    if (pressed !== 'send') return undefined
    const line = editor.take().text
    const isSame = question.kind === 'command' && line === question.line
    return isSame ? {kind: 'yes'} : {kind: 'yes-edited', line}
  }
}

function plainEditor(text: string): Editor {
  const editor = createEditor({completers: [], history: () => []})
  if (text !== '') editor.setText(text)
  return editor
}

function choiceRows(question: Question, {style, columns}: Look): readonly string[] {
  const offered = choices.filter(({key}) => key !== 'e' || question.kind === 'command')
  const words = offered.map(({key, words: text}) => `${style.bold(key)} ${text}`)
  const oneRow = offered.map(({key, words: text}) => `${key} ${text}`).join(' · ')
  return oneRow.length < columns - 2 ? [`? ${words.join(' · ')}`] : words.map((text) => `  ${text}`)
}
