import type {Key} from '../terminal/key.ts'
import type {Completer} from './completion.ts'
import {draftOf} from './draft.ts'
import {changed, type EditorState, emptyEditor} from './editor-state.ts'
import {createFolds, type Folds} from './folds.ts'
import type {DraftLook} from './layout-draft.ts'
import {pressKey} from './press-key.ts'
import {createPopups, type Popup} from './popups.ts'
import {type Search, searchAgain, searchKey, startSearch} from './search-mode.ts'

/** Where prompts are written. Keys go in, a text to send comes out. */
export interface Editor {
  readonly folds: Folds
  press(key: Key, look: DraftLook): 'edited' | 'send' | 'unknown'
  state(): EditorState
  search(): Search | undefined
  /** An earlier prompt, by its index. */
  found(index: number): string | undefined
  popup(): Popup | undefined
  /** Puts text in the place of all that is there; it can be undone. */
  setText(text: string): void
  /** Everything that was written: as it is sent, and as it is shown. The editor is empty then. */
  take(): {readonly text: string; readonly shown: string}
}

export interface EditorOptions {
  readonly completers: readonly Completer[]
  /** Newest last. */
  readonly history: () => readonly string[]
}

export function createEditor({completers, history}: EditorOptions): Editor {
  const folds = createFolds()
  let state = emptyEditor
  let search: Search | undefined
  const popups = createPopups(completers)
  const popup = () => (search === undefined && state.recalled === undefined ? popups.at(state.draft) : undefined)

  return {
    folds,
    state: () => state,
    search: () => search,
    found: (index) => history()[index],
    popup,
    press(key, look) {
      if (search !== undefined) return pressInSearch(search, key, look)
      if (popup() !== undefined && pressInPopup(key)) return 'edited'
      if (key.kind === 'key' && key.name === 'enter') return enter()
      if (key.kind === 'key' && key.name === 'ctrl-r') search = startSearch(state)
      return edit(key, look)
    },
    setText(text) {
      state = changed(state, draftOf(text))
    },
    take() {
      const {text} = state.draft
      state = {...emptyEditor, kills: state.kills}
      return {text: folds.expand(text), shown: folds.describe(text)}
    },
  }

  function edit(key: Key, look: DraftLook): 'edited' | 'unknown' {
    if (search !== undefined) return 'edited'
    const before = state.draft.text
    const next = pressKey(state, key, {look, history: history(), fold: folds.fold})
    if (next === undefined) return 'unknown'
    state = next
    if (state.draft.text !== before) popups.reset()
    return 'edited'
  }

  /** A backslash at the end of the line asks for one more. */
  function enter(): 'edited' | 'send' {
    const {text, cursor} = state.draft
    if (text[cursor - 1] !== '\\') return text.trim() === '' ? 'edited' : 'send'
    state = changed(state, {text: `${text.slice(0, cursor - 1)}\n${text.slice(cursor)}`, cursor})
    return 'edited'
  }

  function pressInPopup(key: Key): boolean {
    const draft = popups.press(key, state.draft)
    if (draft !== undefined && draft !== state.draft) state = changed(state, draft)
    return draft !== undefined
  }

  function pressInSearch(current: Search, key: Key, look: DraftLook): 'edited' | 'unknown' {
    const end = searchKey(current, key)
    if (end.kind === 'searching') {
      search = searchAgain(end.search, history())
      return 'edited'
    }
    search = undefined
    state = end.kind === 'left' ? current.before : foundState(current, history())
    return end.kind === 'found-and-go-on' ? edit(key, look) : 'edited'
  }
}

function foundState({before, index}: Search, history: readonly string[]): EditorState {
  const text = index === undefined ? undefined : history[index]
  return text === undefined ? before : changed(before, draftOf(text))
}
