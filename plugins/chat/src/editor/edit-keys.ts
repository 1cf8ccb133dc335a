import {type Draft, insert, type Movement, movements, remove} from './draft.ts'
import {changed, cut, type EditorState, moved, undo} from './editor-state.ts'

export type Edit = (state: EditorState) => EditorState

const move =
  (movement: Movement): Edit =>
  (state) =>
    moved(state, movement(state.draft))

/** Removes up to where the movement leads. */
const erase =
  (movement: Movement): Edit =>
  (state) => {
    const {from, to} = span(state.draft, movement)
    return from === to ? state : changed(state, remove(state.draft, from, to))
  }

/** Removes it and keeps it for `ctrl-y`. */
const kill =
  (movement: Movement): Edit =>
  (state) => {
    const {from, to} = span(state.draft, movement)
    const piece = {text: state.draft.text.slice(from, to), isBefore: to === state.draft.cursor}
    return cut(state, remove(state.draft, from, to), piece)
  }

const {left, right, wordLeft, wordRight, blankLeft, lineStart, lineEnd, start, end} = movements
/** At the end of a line, over the line end itself. */
const toLineEnd: Movement = (draft) => (lineEnd(draft) > draft.cursor ? lineEnd(draft) : right(draft))
const toLineStart: Movement = (draft) => (lineStart(draft) < draft.cursor ? lineStart(draft) : left(draft))

/** What each key does to the draft, whatever else goes on. */
export const edits: Readonly<Record<string, Edit>> = {
  left: move(left),
  'ctrl-b': move(left),
  right: move(right),
  'ctrl-f': move(right),
  'ctrl-left': move(wordLeft),
  'alt-left': move(wordLeft),
  'alt-b': move(wordLeft),
  'ctrl-right': move(wordRight),
  'alt-right': move(wordRight),
  'alt-f': move(wordRight),
  home: move(lineStart),
  'ctrl-a': move(lineStart),
  end: move(lineEnd),
  'ctrl-e': move(lineEnd),
  'ctrl-home': move(start),
  'alt-<': move(start),
  'ctrl-end': move(end),
  'alt->': move(end),
  backspace: erase(left),
  'shift-backspace': erase(left),
  delete: erase(right),
  'ctrl-w': kill(blankLeft),
  'alt-backspace': kill(wordLeft),
  'ctrl-backspace': kill(wordLeft),
  'alt-d': kill(wordRight),
  'ctrl-delete': kill(wordRight),
  'ctrl-k': kill(toLineEnd),
  'ctrl-u': kill(toLineStart),
  'ctrl-y': yank,
  'alt-y': yankEarlier,
  'ctrl-_': undo,
  'ctrl-j': newline,
  'alt-enter': newline,
  'shift-enter': newline,
  'ctrl-enter': newline,
}

export function type(state: EditorState, text: string): EditorState {
  return changed(state, insert(state.draft, text), 'typing')
}

function newline(state: EditorState): EditorState {
  return changed(state, insert(state.draft, '\n'))
}

function yank(state: EditorState): EditorState {
  const text = state.kills.at(-1)
  return text === undefined ? state : changed(state, insert(state.draft, text), 'yanking')
}

/** In the place of what was just put in, what was cut before it. */
function yankEarlier(state: EditorState): EditorState {
  const newest = state.kills.at(-1)
  if (state.last !== 'yanking' || newest === undefined) return state
  const {cursor} = state.draft
  const kills = [newest, ...state.kills.slice(0, -1)]
  const draft = insert(remove(state.draft, cursor - newest.length, cursor), kills.at(-1) ?? '')
  return {...changed(state, draft, 'yanking'), kills}
}

function span(draft: Draft, movement: Movement): {readonly from: number; readonly to: number} {
  const target = movement(draft)
  return {from: Math.min(target, draft.cursor), to: Math.max(target, draft.cursor)}
}
