import {previousBorder} from '../text/cells.ts'
import type {Key} from '../terminal/key.ts'
import type {EditorState} from './editor-state.ts'
import {searchHistory} from './recall.ts'

/** A search in earlier prompts. */
export interface Search {
  readonly query: string
  /** Which prompt was found. */
  readonly index?: number
  /** Whether the next one before it is wanted. */
  readonly wantsOlder: boolean
  readonly before: EditorState
}

export type SearchEnd =
  | {readonly kind: 'searching'; readonly search: Search}
  | {readonly kind: 'found'}
  /** The key is meant for the prompt that was found. */
  | {readonly kind: 'found-and-go-on'}
  | {readonly kind: 'left'}

export function startSearch(before: EditorState): Search {
  return {query: '', wantsOlder: false, before}
}

export function searchKey(search: Search, key: Key): SearchEnd {
  if (key.kind !== 'key') return searching(search, search.query + key.text.replaceAll('\n', ' '))
  switch (key.name) {
    case 'ctrl-r':
      return {kind: 'searching', search: {...search, wantsOlder: true}}
    case 'backspace':
      return searching(search, search.query.slice(0, previousBorder(search.query, search.query.length)))
    case 'escape':
    case 'ctrl-g':
    case 'ctrl-c':
      return {kind: 'left'}
    case 'enter':
    case 'tab':
      return {kind: 'found'}
    default:
      return {kind: 'found-and-go-on'}
  }
}

/** Looks for it. A prompt that was found stays where there is none before it. */
export function searchAgain(search: Search, history: readonly string[]): Search {
  const {index, ...rest} = search
  if (search.query === '') return {...rest, wantsOlder: false}
  const from = index === undefined ? undefined : index + (search.wantsOlder ? 0 : 1)
  const found = searchHistory(history, search.query, from) ?? (search.wantsOlder ? index : undefined)
  return {...rest, wantsOlder: false, ...(found !== undefined && {index: found})}
}

function searching(search: Search, query: string): SearchEnd {
  // Another query is looked for from the newest on.
  const {index: _, ...rest} = search
  return {kind: 'searching', search: {...rest, query}}
}
