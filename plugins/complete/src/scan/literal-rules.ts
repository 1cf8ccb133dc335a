import {nextLineEnd} from './scan-source.ts'
import type {LiteralRule, Syntax} from './syntax.ts'

/** A text that announces more heredocs in vain was made to cost time. */
const mostMissingWords = 50

/**
 * A literal whose beginning says how it ends, such as a raw string with a word of its own. Unclosed, it goes to the end
 * of the text. `opening` is sticky.
 */
export function delimited(opening: RegExp, closeOf: (match: RegExpExecArray) => string): LiteralRule {
  return ({text, literals}, at) => {
    const match = matchAt(opening, text, at)
    // `r"` of `for"`: the letters belong to a name.
    if (match === undefined || (/\w/.test(match[0].charAt(0)) && /\w/.test(text.charAt(at - 1)))) return undefined
    const close = closeOf(match)
    const found = text.indexOf(close, at + match[0].length)
    const end = found === -1 ? text.length : found + close.length
    literals.push({start: at, end})
    return end
  }
}

/** A literal that one pattern describes as a whole, such as a character. `pattern` is sticky and of bounded length. */
export function matching(pattern: RegExp, {notAfter}: {readonly notAfter?: RegExp} = {}): LiteralRule {
  return ({text, literals}, at) => {
    const match = matchAt(pattern, text, at)
    const isBehindName = notAfter !== undefined && at > 0 && notAfter.test(text.charAt(at - 1))
    if (match === undefined || isBehindName) return undefined
    literals.push({start: at, end: at + match[0].length})
    return at + match[0].length
  }
}

/** Characters that mean nothing here, such as `\;` in Lisp: they are passed over and are no literal. */
export function passed(pattern: RegExp): LiteralRule {
  return ({text}, at) => {
    const match = matchAt(pattern, text, at)
    return match === undefined ? undefined : at + match[0].length
  }
}

/**
 * What begins a heredoc: its body are the next lines, up to the word. `opening` is sticky; its first group that matched
 * is the word. A shift to the left looks the same, so it is none where no line is the word.
 */
export function heredoc(opening: RegExp): LiteralRule {
  return ({text, heredocs, missingWords}, at) => {
    const match = matchAt(opening, text, at)
    const word = match?.slice(1).find((group) => group !== undefined)
    if (match === undefined || word === undefined) return undefined
    if (missingWords.has(word) || missingWords.size > mostMissingWords) return undefined
    heredocs.push(word)
    return at + match[0].length
  }
}

/** What may stand before `/` at the beginning of a regular expression. */
export interface RegexPlaces {
  /** After these words an expression follows. */
  readonly words: readonly string[]
  /** In JSX `</` and `/>` belong to elements. */
  readonly hasElements?: true
}

/**
 * `/…/`, told from a division by what stands before. Behind `)`, `]` and `}` it is taken for a division: whether a
 * block or an operand ended there, only a parser knows.
 */
export function regexLiteral({words, hasElements}: RegexPlaces): LiteralRule {
  const before = new Set(words)
  const rule: LiteralRule = ({text, literals, last, loneUntil}, at) => {
    if (text[at] !== '/' || (loneUntil.get(rule) ?? -1) > at) return undefined
    if (hasElements === true && (text[last] === '<' || text[at + 1] === '>')) return undefined
    if (last >= 0 && /[\w$)\]}"'`]/.test(text.charAt(last)) && !before.has(wordEndingAt(text, last))) return undefined
    const end = endOfRegex(text, at + 1)
    if (end === undefined) {
      loneUntil.set(rule, nextLineEnd(text, at))
      return undefined
    }
    literals.push({start: at, end})
    return end
  }
  return rule
}

function wordEndingAt(text: string, last: number): string {
  return /[A-Za-z]+$/.exec(text.slice(Math.max(0, last - 12), last + 1))?.[0] ?? ''
}

function endOfRegex(text: string, from: number): number | undefined {
  let isInClass = false
  for (let at = from; at < text.length; at += 1) {
    const character = text[at]
    if (character === '\n' || character === '\r') return undefined
    if (character === '\\') at += 1
    else if (character === '[') isInClass = true
    else if (character === ']') isInClass = false
    else if (character === '/' && !isInClass) return at + 1
  }
  return undefined
}

/** Code of another language between two marks, such as `<?php … ?>`. `opening` is sticky. */
export function section(opening: RegExp, {close, syntax}: {close: string; syntax: () => Syntax}): LiteralRule {
  return (walk, at) => {
    const match = matchAt(opening, walk.text, at)
    return match === undefined ? undefined : walk.readCode(syntax(), at + match[0].length, {close})
  }
}

/** Lines from one that matches `opening` at its beginning to one that `isEnd`. Unclosed, they go to the end of the text. */
export function lines(
  opening: RegExp,
  isEnd: (line: string, match: RegExpExecArray) => 'within' | 'last' | 'behind',
): LiteralRule {
  return ({text, literals}, at) => {
    if (at > 0 && !/[\n\r]/.test(text.charAt(at - 1))) return undefined
    const match = matchAt(opening, text, at)
    if (match === undefined) return undefined
    let end = nextLineEnd(text, at)
    while (end < text.length) {
      const from = end + (text.startsWith('\r\n', end) ? 2 : 1)
      const lineEnd = nextLineEnd(text, from)
      const verdict = isEnd(text.slice(from, lineEnd), match)
      if (verdict === 'behind') break
      end = lineEnd
      if (verdict === 'last') break
    }
    literals.push({start: at + match[0].length, end})
    return end
  }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  const sticky = pattern
  sticky.lastIndex = at
  return sticky.exec(text) ?? undefined
}
