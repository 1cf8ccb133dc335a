import {type Draft, emptyDraft} from './draft.ts'

/** An editor of several lines, as a value. */
export interface EditorState {
  readonly draft: Draft
  /** Drafts to go back to, newest last. */
  readonly undo: readonly Draft[]
  /** What was cut, newest last. */
  readonly kills: readonly string[]
  /** What the last key did, because some keys go on with it. */
  readonly last: 'typing' | 'cutting' | 'yanking' | 'other'
  /** Where the cursor wants to be when it moves up and down. */
  readonly wantedColumn?: number
  /** While an earlier prompt is shown: which one, and what was being written. */
  readonly recalled?: {readonly index: number; readonly draft: Draft}
}

export const emptyEditor: EditorState = {draft: emptyDraft, undo: [], kills: [], last: 'other'}

const mostUndo = 200
const mostKills = 20

/** The cursor moved. */
export function moved({wantedColumn: _, ...state}: EditorState, cursor: number): EditorState {
  return {...state, draft: {...state.draft, cursor}, last: 'other'}
}

/** The text changed. Letters typed one after the other are undone together, word by word. */
export function changed(state: EditorState, draft: Draft, last: EditorState['last'] = 'other'): EditorState {
  const rest = withoutRecall(state)
  const goesOn = last === 'typing' && state.last === 'typing' && !/\s$/.test(draft.text.slice(0, draft.cursor))
  const drafts = goesOn ? state.undo : [...state.undo, state.draft].slice(-mostUndo)
  return {...rest, draft, undo: drafts, last}
}

function withoutRecall({draft, kills, last, ...state}: EditorState): EditorState {
  return {draft, kills, last, undo: state.undo}
}

/** Text was cut. What is cut by keys that follow each other is one piece. */
export function cut(
  state: EditorState,
  draft: Draft,
  piece: {readonly text: string; readonly isBefore: boolean},
): EditorState {
  if (piece.text === '') return {...state, last: 'other'}
  const newest = state.last === 'cutting' ? (state.kills.at(-1) ?? '') : undefined
  const joined = piece.isBefore ? piece.text + (newest ?? '') : (newest ?? '') + piece.text
  const kept = newest === undefined ? state.kills : state.kills.slice(0, -1)
  return {...changed(state, draft, 'cutting'), kills: [...kept, joined].slice(-mostKills)}
}

export function undo(state: EditorState): EditorState {
  const draft = state.undo.at(-1)
  if (draft === undefined) return state
  return {...state, draft, undo: state.undo.slice(0, -1), last: 'other'}
}
