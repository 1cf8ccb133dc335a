import type {CodeEnd, CommentForm, Comment, Scan, Span, Syntax, Walk} from './syntax.ts'

/** Holes within holes. Deeper ones are read as text of the literal around them. */
const mostDepth = 12

/**
 * Finds the comments and the literals of a source text. It knows no grammar: what only a parser can tell is said beside
 * the rule that guesses. Never throws, whatever the text.
 */
export function scanSource(text: string, syntax: Syntax): Scan {
  const comments: Comment[] = []
  const literals: Span[] = []
  const walk: Walk = {
    text,
    comments,
    literals,
    last: -1,
    heredocs: [],
    loneUntil: new Map(),
    missingWords: new Set(),
    depth: 0,
    readCode: (inner, from, end) => readCode(walk, inner, {from, end}),
  }
  for (let at = text.startsWith('\uFEFF') ? 1 : 0; at < text.length;) at = readCode(walk, syntax, {from: at})
  return {comments, literals}
}

/** Reads code until the end of its hole, or of the text, and says where that is. */
function readCode(walk: Walk, syntax: Syntax, {from, end}: {from: number; end?: CodeEnd}): number {
  if (walk.depth >= mostDepth) return from
  walk.depth += 1
  const {text} = walk
  let open = 0
  let at = from
  while (at < text.length) {
    const next = readComment(walk, syntax, at) ?? readLiteral(walk, syntax, at)
    if (next !== undefined) {
      at = next
      continue
    }
    if (end !== undefined && text.startsWith(end.close, at)) {
      if (open === 0) break
      open -= 1
    } else if (end?.open !== undefined && text.startsWith(end.open, at)) open += 1
    at = readCharacter(walk, at)
  }
  walk.depth -= 1
  return end !== undefined && at < text.length ? at + end.close.length : at
}

function readCharacter(walk: Walk, at: number): number {
  const character = walk.text[at]
  if (character === '\n' && walk.heredocs.length > 0) return readHeredocs(walk, at + 1)
  if (character !== undefined && !/\s/.test(character)) walk.last = at
  return at + 1
}

function readComment(walk: Walk, {comments}: Syntax, at: number): number | undefined {
  const form = comments.find((candidate) => startsAt(walk.text, candidate, at))
  if (form === undefined) return undefined
  const inner = at + form.open.length
  const end = endOfComment(walk.text, form, inner)
  const isOpen = form.close !== undefined && end.inner === end.after
  walk.comments.push({start: at, end: end.after, text: walk.text.slice(isOpen ? at : inner, end.inner)})
  return end.after
}

function startsAt(text: string, {open, where, unless}: CommentForm, at: number): boolean {
  if (!text.startsWith(open, at)) return false
  if (where === 'word-start' && !/^$|[\s;&|()[\]{},]/.test(text.charAt(at - 1))) return false
  if (where === 'line-start' && !isLineStart(text, at)) return false
  return unless === undefined || !unless.test(text.slice(at + open.length, at + open.length + 8))
}

function isLineStart(text: string, at: number): boolean {
  let before = at - 1
  while (before >= 0 && (text[before] === ' ' || text[before] === '\t' || text[before] === '\uFEFF')) before -= 1
  return before < 0 || text[before] === '\n' || text[before] === '\r'
}

function endOfComment(text: string, form: CommentForm, from: number): {inner: number; after: number} {
  if (form.close !== undefined) return endOfBlock(text, {open: form.open, close: form.close, nests: form.nests}, from)
  const lineEnd = nextLineEnd(text, from)
  const stop = form.stopsAt === undefined ? -1 : text.slice(from, lineEnd).indexOf(form.stopsAt)
  const end = stop === -1 ? lineEnd : from + stop
  return {inner: end, after: end}
}

function endOfBlock(
  text: string,
  {open, close, nests}: {open: string; close: string; nests?: true | undefined},
  from: number,
): {inner: number; after: number} {
  let depth = 0
  let at = from
  while (at < text.length) {
    if (text.startsWith(close, at)) {
      if (depth === 0) return {inner: at, after: at + close.length}
      depth -= 1
      at += close.length
    } else if (nests === true && text.startsWith(open, at)) {
      depth += 1
      at += open.length
    } else at += 1
  }
  return {inner: at, after: at}
}

function readLiteral(walk: Walk, {literals}: Syntax, at: number): number | undefined {
  for (const rule of literals) {
    const end = rule(walk, at)
    if (end === undefined) continue
    walk.last = end - 1
    return end
  }
  return undefined
}

/** The bodies of all heredocs that the line before has announced, one behind the other. */
function readHeredocs(walk: Walk, from: number): number {
  let at = from
  for (const word of walk.heredocs.splice(0)) {
    const end = endOfHeredoc(walk.text, word, at)
    if (end === undefined) {
      walk.missingWords.add(word)
      continue
    }
    walk.literals.push({start: at, end})
    at = end
  }
  return at
}

/** Behind the line that is the word, indented or not. Undefined where there is none: then it was no heredoc. */
function endOfHeredoc(text: string, word: string, from: number): number | undefined {
  for (let at = from; at < text.length;) {
    const lineEnd = nextLineEnd(text, at)
    const line = text.slice(at, Math.min(lineEnd, at + word.length + 1000)).trimStart()
    if (line.startsWith(word) && !/\w/.test(line.charAt(word.length))) return lineEnd
    at = lineEnd + 1
  }
  return undefined
}

export function nextLineEnd(text: string, from: number): number {
  lineEnd.lastIndex = from
  return lineEnd.exec(text)?.index ?? text.length
}

const lineEnd = /[\r\n]/g
