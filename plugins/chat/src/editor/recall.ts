import {draftOf} from './draft.ts'
import type {EditorState} from './editor-state.ts'

/** An earlier prompt in the place of what is being written, which is kept. `history` has the newest last. */
export function recallOlder(state: EditorState, history: readonly string[]): EditorState {
  const index = (state.recalled?.index ?? history.length) - 1
  const text = history[index]
  if (text === undefined) return state
  return {...state, draft: draftOf(text), last: 'other', recalled: {index, draft: state.recalled?.draft ?? state.draft}}
}

/** Back towards what was being written. */
export function recallNewer(state: EditorState, history: readonly string[]): EditorState {
  if (state.recalled === undefined) return state
  const {recalled, ...rest} = state
  const index = recalled.index + 1
  const text = history[index]
  if (text === undefined) return {...rest, draft: recalled.draft, last: 'other'}
  return {...state, draft: draftOf(text), last: 'other', recalled: {...recalled, index}}
}

/** The newest prompt before `index` that holds `query`, in any case of letters. */
export function searchHistory(history: readonly string[], query: string, index = history.length): number | undefined {
  const wanted = query.toLowerCase()
  const found = history.findLastIndex((text, place) => place < index && text.toLowerCase().includes(wanted))
  return found === -1 ? undefined : found
}
