import type {Surroundings} from './fill-gap.ts'

export interface Window extends Surroundings {
  /** Lines, or parts of lines, that did not fit. */
  readonly cutBefore: number
  readonly cutBehind: number
}

/** Of ten tokens, those for what stands before the cursor, which says more than what stands behind it. */
const prefixTenths = 7

/**
 * Cuts both texts at line borders until they have at most so many tokens. What one of them does not need goes to the
 * other. A line that is too long for all of its share is cut within.
 */
export function cutWindow(
  {prefix, suffix}: Surroundings,
  limit: {readonly tokens: number; count(text: string): number},
): Window {
  const {tokens, count} = limit
  const suffixNeeds = count(suffix)
  const forPrefix = Math.max(Math.floor((tokens * prefixTenths) / 10), tokens - suffixNeeds)
  const kept = keep(prefix, {tokens: forPrefix, count, end: 'last'})
  const keptBehind = keep(suffix, {tokens: tokens - count(kept), count, end: 'first'})
  return {
    prefix: kept,
    suffix: keptBehind,
    cutBefore: linesIn(prefix.slice(0, prefix.length - kept.length)),
    cutBehind: linesIn(suffix.slice(keptBehind.length)),
  }
}

interface Share {
  readonly tokens: number
  readonly count: (text: string) => number
  /** Which end of the text stays. */
  readonly end: 'first' | 'last'
}

function keep(text: string, {tokens, count, end}: Share): string {
  if (count(text) <= tokens) return text
  const part = (length: number) => (end === 'last' ? text.slice(text.length - length) : text.slice(0, length))
  const longest = part(search(text.length, (length) => count(part(length)) <= tokens))
  const border = (end === 'last' ? longest.indexOf('\n') : longest.lastIndexOf('\n')) + 1
  const whole = end === 'last' ? longest.slice(border) : longest.slice(0, border)
  return border === 0 || whole === '' ? withoutHalves(longest) : whole
}

/** Without the half of a character at either end. */
function withoutHalves(text: string): string {
  return text.replace(/^[\uDC00-\uDFFF]/, '').replace(/[\uD800-\uDBFF]$/, '')
}

function linesIn(text: string): number {
  return text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
}

/** The largest number up to `most` that still fits, where all smaller ones do. */
function search(most: number, fits: (length: number) => boolean): number {
  let low = 0
  let high = most
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (fits(middle)) low = middle
    else high = middle - 1
  }
  return low
}
