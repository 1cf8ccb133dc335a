import type {Cursor, Word} from './command-line.ts'
import {fail, parseInside} from './command-line.ts'

const order = ['static', 'glob', 'variable', 'dynamic'] as const
const special = /^[$?#!@*0-9-]$/
const nameStart = /^[A-Za-z_]$/
const continuationInside = 'a line is continued in the middle of a word'

/** A word as bash would see it before expansion. */
interface Draft {
  kind: Word['kind']
  text: string
  hasBrace: boolean
}

/** Reads one word. `source` is what stands in the line, with its quotes. */
export function readWord(cursor: Cursor): {readonly word: Word; readonly source: string} {
  const start = cursor.at
  const draft: Draft = {kind: 'static', text: '', hasBrace: false}
  while (cursor.at < cursor.text.length && !endsWord(cursor.text[cursor.at])) readPart(cursor, draft)

  const source = cursor.text.slice(start, cursor.at)
  // Bash expands it at the start, and behind the signs of what looks like an assignment.
  if (/(?:^|[=:])~/.test(source)) raise(draft, 'glob')
  // Alone it is a program, not a pattern.
  if (source === '[') return {word: {kind: 'static', text: source}, source}
  // `-{delete,print}` becomes two words; without a comma or dots, braces stay as they are.
  if (draft.hasBrace && /,|\.\./.test(source)) raise(draft, 'dynamic')
  return {word: {kind: draft.kind, text: draft.text}, source}
}

/** Reads what has the rules of double quotes, up to `"` or to the end of the text. */
export function readDoubleQuoted(cursor: Cursor, closer: '"' | undefined): Word {
  const draft: Draft = {kind: 'static', text: '', hasBrace: false}
  while (cursor.at < cursor.text.length) {
    const character = cursor.text[cursor.at]
    if (closer !== undefined && character === closer) {
      cursor.at++
      return draft
    }
    if (character === '\\') readQuotedEscape(cursor, draft)
    else if (character === '$') readDollar(cursor, draft, true)
    else if (character === '`') readBackticks(cursor, draft)
    else take(cursor, draft)
  }
  if (closer !== undefined) fail(cursor, 'a double quote is not closed')
  return draft
}

function endsWord(character: string | undefined): boolean {
  return character !== undefined && ' \t\n|&;()<>'.includes(character)
}

function readPart(cursor: Cursor, draft: Draft): void {
  const character = cursor.text[cursor.at] ?? ''
  const read = readers.get(character)
  if (read !== undefined) return read(cursor, draft)
  if ('*?['.includes(character)) raise(draft, 'glob')
  if (character === '{') draft.hasBrace = true
  take(cursor, draft)
}

const readers = new Map<string, (cursor: Cursor, draft: Draft) => void>([
  ["'", readSingleQuoted],
  ['"', readQuotedPart],
  ['\\', readEscape],
  ['$', (cursor, draft) => readDollar(cursor, draft, false)],
  ['`', readBackticks],
])

function readQuotedPart(cursor: Cursor, draft: Draft): void {
  cursor.at++
  const inner = readDoubleQuoted(cursor, '"')
  raise(draft, inner.kind)
  draft.text += inner.text
}

function readSingleQuoted(cursor: Cursor, draft: Draft): void {
  const end = cursor.text.indexOf("'", cursor.at + 1)
  if (end === -1) return fail(cursor, 'a single quote is not closed')
  draft.text += cursor.text.slice(cursor.at + 1, end)
  cursor.at = end + 1
}

function readEscape(cursor: Cursor, draft: Draft): void {
  const next = cursor.text[cursor.at + 1]
  if (next === undefined) return fail(cursor, 'the line ends with a backslash')
  // Bash drops a continuation before it looks for tokens: `$\⏎(x)` is a substitution.
  if (next === '\n') return fail(cursor, continuationInside)
  draft.text += next
  cursor.at += 2
}

function readQuotedEscape(cursor: Cursor, draft: Draft): void {
  const next = cursor.text[cursor.at + 1]
  cursor.at += 2
  if (next === '\n') return
  draft.text += next !== undefined && '$`"\\'.includes(next) ? next : `\\${next ?? ''}`
}

function readDollar(cursor: Cursor, draft: Draft, isQuoted: boolean): void {
  const start = cursor.at
  const next = cursor.text[start + 1] ?? ''
  cursor.at++
  if (next === '(') {
    raise(draft, 'dynamic')
    cursor.constructs.add('substitution')
    cursor.at++
    cursor.readScript(cursor, ')')
  } else if (next === '{') {
    readBraced(cursor, draft, isQuoted)
  } else if (nameStart.test(next)) {
    raise(draft, 'variable')
    cursor.at = endOfName(cursor)
  } else if (special.test(next)) {
    raise(draft, 'variable')
    cursor.at++
  } else if (next === '[') {
    fail(cursor, 'it calculates')
  } else if (next === '\\' && cursor.text[start + 2] === '\n') {
    fail(cursor, continuationInside)
  } else if (next === "'" && !isQuoted) {
    raise(draft, 'dynamic')
    skipAnsiQuoted(cursor)
  } else if (next === '"' && !isQuoted) {
    raise(draft, 'dynamic')
  }
  draft.text += cursor.text.slice(start, cursor.at)
}

/** `${name}` is a plain variable; any other `${…}` may assign, or run what a variable holds. */
function readBraced(cursor: Cursor, draft: Draft, isQuoted: boolean): void {
  cursor.at++
  const end = endOfName(cursor)
  if (end > cursor.at && cursor.text[end] === '}') {
    raise(draft, 'variable')
    cursor.at = end + 1
    return
  }

  raise(draft, 'dynamic')
  cursor.depth++
  if (cursor.depth > 20) return fail(cursor, 'it is nested too deeply')
  const ignored: Draft = {kind: 'static', text: '', hasBrace: false}
  while (cursor.at < cursor.text.length && cursor.text[cursor.at] !== '}') {
    // Between double quotes it is sometimes a quote and sometimes a character.
    if (isQuoted && cursor.text[cursor.at] === "'") return fail(cursor, 'it quotes inside a quoted `${`')
    readPart(cursor, ignored)
  }
  cursor.depth--
  if (cursor.at >= cursor.text.length) return fail(cursor, 'a `${` is not closed')
  cursor.at++
}

function readBackticks(cursor: Cursor, draft: Draft): void {
  const start = cursor.at
  let end = start + 1
  while (end < cursor.text.length && cursor.text[end] !== '`') end += cursor.text[end] === '\\' ? 2 : 1
  if (end >= cursor.text.length) return fail(cursor, 'a backtick is not closed')

  raise(draft, 'dynamic')
  cursor.constructs.add('substitution')
  const code = cursor.text.slice(start + 1, end).replaceAll(/\\([$`\\])/g, '$1')
  parseInside(cursor, code, (inner) => inner.readScript(inner, undefined))
  if (cursor.because !== undefined) return
  draft.text += cursor.text.slice(start, end + 1)
  cursor.at = end + 1
}

/** `$'…'`, in which `\'` does not end it. */
function skipAnsiQuoted(cursor: Cursor): void {
  cursor.at++
  while (cursor.at < cursor.text.length && cursor.text[cursor.at] !== "'") {
    cursor.at += cursor.text[cursor.at] === '\\' ? 2 : 1
  }
  if (cursor.at >= cursor.text.length) return fail(cursor, 'a single quote is not closed')
  cursor.at++
}

function endOfName(cursor: Cursor): number {
  let end = cursor.at
  while (/^\w$/.test(cursor.text[end] ?? '')) end++
  return end
}

function raise(draft: Draft, kind: Word['kind']): void {
  if (order.indexOf(kind) > order.indexOf(draft.kind)) draft.kind = kind
}

function take(cursor: Cursor, draft: Draft): void {
  draft.text += cursor.text[cursor.at] ?? ''
  cursor.at++
}
