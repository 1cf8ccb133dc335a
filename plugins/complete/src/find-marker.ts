import {scanSource} from './scan/scan-source.ts'
import type {CommentForm, Span, Syntax} from './scan/syntax.ts'

export type MarkerSearch =
  | ({readonly kind: 'found'} & Span)
  | {readonly kind: 'none'}
  /** Offsets, as below. */
  | {readonly kind: 'several'; readonly starts: readonly number[]}
  /** What looks like the marker is text of a string, or of another comment. */
  | {readonly kind: 'not-a-comment'; readonly within: 'string' | 'comment'; readonly start: number}

/** Finds the one comment of a text that says `cursor` and nothing else. */
export function findMarker(text: string, syntax: Syntax): MarkerSearch {
  // Most files of a folder end here, unread.
  if (!text.includes('cursor')) return {kind: 'none'}

  const {comments, literals} = scanSource(text, syntax)
  const [marker, ...others] = comments.filter((comment) => comment.text.trim() === 'cursor')
  if (marker !== undefined && others.length > 0) {
    return {kind: 'several', starts: [marker, ...others].map(({start}) => start)}
  }
  if (marker !== undefined) return {kind: 'found', start: marker.start, end: marker.end}

  const start = text.search(new RegExp(formsOf(syntax).map(lookOf).join('|'), 'm'))
  if (start === -1) return {kind: 'none'}
  if (literals.some((literal) => holds(literal, start))) return {kind: 'not-a-comment', within: 'string', start}
  const isInComment = comments.some((comment) => comment.start < start && start < comment.end)
  return isInComment ? {kind: 'not-a-comment', within: 'comment', start} : {kind: 'none'}
}

/** How the marker is written in a language, the first way being the one to recommend. */
export function markersOf({comments}: Syntax): readonly string[] {
  const written = comments.map(({open, close = ''}) => `${open}${/\w$/.test(open) ? ' ' : ''}cursor${close}`)
  return [...new Set(written.filter((marker) => !marker.includes('\n')))]
}

/** Those of embedded languages too. */
function formsOf({comments, embeds = []}: Syntax): readonly CommentForm[] {
  return [...comments, ...embeds.flatMap(formsOf)]
}

function holds({start, end}: Span, at: number): boolean {
  return start <= at && at < end
}

function lookOf({open, close}: CommentForm): string {
  const end = close === undefined ? '(?!\\w)' : `\\s*${escaped(close)}`
  return `${escaped(open)}\\s*cursor${end}`
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
}
