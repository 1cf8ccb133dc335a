import type {Key} from '../terminal/key.ts'
import {insert} from './draft.ts'
import {edits, type} from './edit-keys.ts'
import {changed, type EditorState, moved} from './editor-state.ts'
import {cursorPlace, type DraftLook, indexAt, layoutDraft} from './layout-draft.ts'
import {recallNewer, recallOlder} from './recall.ts'

export interface EditingFacts {
  readonly look: DraftLook
  /** Earlier prompts, newest last. */
  readonly history: readonly string[]
  /** Text as it goes into the draft: long pastes are folded. */
  readonly fold: (text: string) => string
}

/** The editor after a key; undefined where the key means nothing to it. */
export function pressKey(state: EditorState, key: Key, facts: EditingFacts): EditorState | undefined {
  switch (key.kind) {
    case 'text':
      return type(state, facts.fold(key.text))
    case 'paste':
      return changed(state, insert(state.draft, facts.fold(key.text)))
    case 'key':
      if (key.name === 'up') return up(state, facts)
      if (key.name === 'down') return down(state, facts)
      return Object.hasOwn(edits, key.name) ? edits[key.name]?.(state) : undefined
  }
}

function up(state: EditorState, facts: EditingFacts): EditorState {
  return vertically(state, facts, -1) ?? recallOlder(state, facts.history)
}

function down(state: EditorState, facts: EditingFacts): EditorState {
  return vertically(state, facts, 1) ?? recallNewer(state, facts.history)
}

/** Undefined where there is no row. */
function vertically(state: EditorState, {look}: EditingFacts, step: number): EditorState | undefined {
  const {draft} = state
  const rows = layoutDraft(draft.text, look)
  const place = cursorPlace(draft, rows, look)
  const row = rows[place.row + step]
  // Who leafs through earlier prompts goes on leafing, also through long ones.
  if (row === undefined || (state.recalled !== undefined && draft.cursor === draft.text.length)) return undefined
  const column = state.wantedColumn ?? place.column
  return {...moved(state, indexAt(draft.text, row, {column, look})), wantedColumn: column}
}
