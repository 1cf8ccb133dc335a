import type {CodeEnd, LiteralRule, Syntax, Walk} from './syntax.ts'

export interface Quotes {
  readonly open: string
  /** The same as `open` when left out. */
  readonly close?: string
  /** What keeps the next character from ending it; `doubled`: the quote itself, written twice. */
  readonly escape?: '\\' | '`' | 'doubled' | 'none'
  readonly isMultiline?: true
  /** Code within the literal. */
  readonly hole?: Required<CodeEnd> & {readonly begin: string; readonly syntax: () => Syntax}
  /** It is no literal where the character before looks like this. */
  readonly notAfter?: RegExp
  /** It is only a literal where the text before on the line looks like this. */
  readonly onlyAfter?: RegExp
}

/**
 * A literal between quotes. A quote whose line has no other one is no literal: an apostrophe in text, a prime, a mark of
 * a type. A quote of many lines that is never closed goes to the end of the text.
 */
export function quoted(quotes: Quotes): LiteralRule {
  const rule: LiteralRule = (walk, at) => (opensAt(walk, quotes, at) ? readQuoted({walk, quotes, rule}, at) : undefined)
  return rule
}

function opensAt({text}: Walk, {open, notAfter, onlyAfter}: Quotes, at: number): boolean {
  if (!text.startsWith(open, at)) return false
  if (notAfter !== undefined && at > 0 && notAfter.test(text.charAt(at - 1))) return false
  return onlyAfter === undefined || onlyAfter.test(text.slice(Math.max(0, at - 40), at))
}

interface Reading {
  readonly walk: Walk
  readonly quotes: Quotes
  readonly rule: LiteralRule
}

function readQuoted({walk, quotes, rule}: Reading, from: number): number | undefined {
  const {text, literals, comments, heredocs} = walk
  const isMultiline = quotes.isMultiline === true
  if (!isMultiline && (walk.loneUntil.get(rule) ?? -1) > from) return undefined
  const before = {literals: literals.length, comments: comments.length, heredocs: heredocs.length, last: walk.last}
  let piece = from
  let at = from + quotes.open.length
  while (at < text.length) {
    const step = stepIn(text, quotes, at)
    if (step.kind === 'end') {
      literals.push({start: piece, end: step.after})
      return step.after
    }
    if (!isMultiline && /[\r\n]/.test(text.charAt(at)) && step.kind === 'text') break
    if (step.kind === 'hole') {
      literals.push({start: piece, end: step.after})
      at = walk.readCode(step.syntax(), step.after, step)
      piece = at
    } else at = step.after
  }
  if (isMultiline) {
    literals.push({start: piece, end: text.length})
    return text.length
  }
  // What its holes had in them is read again, as code.
  literals.length = before.literals
  comments.length = before.comments
  heredocs.length = Math.min(heredocs.length, before.heredocs)
  walk.last = before.last
  walk.loneUntil.set(rule, at)
  return undefined
}

type Step =
  | {readonly kind: 'end' | 'text' | 'escaped'; readonly after: number}
  | ({readonly kind: 'hole'; readonly after: number; readonly syntax: () => Syntax} & CodeEnd)

function stepIn(text: string, {open, close = open, escape = '\\', hole}: Quotes, at: number): Step {
  // Before the escapes: Swift begins a hole with one.
  if (hole !== undefined && text.startsWith(hole.begin, at)) {
    return {kind: 'hole', after: at + hole.begin.length, syntax: hole.syntax, open: hole.open, close: hole.close}
  }
  if (escape.length === 1 && text[at] === escape) {
    const isLineEnd = text.startsWith('\r\n', at + 1)
    return {kind: 'escaped', after: at + (isLineEnd ? 3 : 2)}
  }
  if (text.startsWith(close, at)) {
    const after = at + close.length
    if (escape === 'doubled' && text.startsWith(close, after)) return {kind: 'escaped', after: after + close.length}
    return {kind: 'end', after}
  }
  return {kind: 'text', after: at + 1}
}
