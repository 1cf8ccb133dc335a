import {lineAround, nextBorder, previousBorder} from '../text/cells.ts'

/** What is being written. `cursor` is an index into `text`, between two graphemes. */
export interface Draft {
  readonly text: string
  readonly cursor: number
}

export const emptyDraft: Draft = {text: '', cursor: 0}

/** Text with the cursor at its end. */
export function draftOf(text: string): Draft {
  return {text, cursor: text.length}
}

export function insert({text, cursor}: Draft, added: string): Draft {
  return {text: text.slice(0, cursor) + added + text.slice(cursor), cursor: cursor + added.length}
}

/** Without what stands between two indexes; the cursor stands where it was. */
export function remove({text}: Draft, from: number, to: number): Draft {
  return {text: text.slice(0, from) + text.slice(to), cursor: from}
}

/** Where a movement leads. */
export type Movement = (draft: Draft) => number

export const movements = {
  left: ({text, cursor}) => previousBorder(text, cursor),
  right: ({text, cursor}) => nextBorder(text, cursor),
  wordLeft: ({text, cursor}) =>
    cursor - (/[\p{L}\p{N}_]*[^\p{L}\p{N}_]*$/u.exec(wordsBefore(text, cursor))?.[0].length ?? 0),
  wordRight: ({text, cursor}) => cursor + (/^[^\p{L}\p{N}_]*[\p{L}\p{N}_]*/u.exec(text.slice(cursor))?.[0].length ?? 0),
  lineStart: ({text, cursor}) => lineAround(text, cursor).start,
  lineEnd: ({text, cursor}) => lineAround(text, cursor).end,
  start: () => 0,
  end: ({text}) => text.length,
  /** To the blank before: how a shell removes a word. */
  blankLeft: ({text, cursor}) => cursor - (/\S*\s*$/u.exec(wordsBefore(text, cursor))?.[0].length ?? 0),
} satisfies Readonly<Record<string, Movement>>

// A word that is longer than this takes two steps.
const longestWord = 2000

function wordsBefore(text: string, cursor: number): string {
  return text.slice(Math.max(cursor - longestWord, 0), cursor)
}
