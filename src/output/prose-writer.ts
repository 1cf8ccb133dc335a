import {displayWidth} from './display-width.ts'
import {closesFence, openingFence} from './fence.ts'
import type {Fence} from './fence.ts'
import {isBlank, splitAtBlanks, splitGrowingWords, splitWords} from './split-words.ts'
import {createWordRows} from './word-rows.ts'

/**
 * Wraps text at words while it streams. Words are kept back until they are whole; code, in fences or behind four
 * blanks or a tab, passes as it is. The work for a piece depends on its length, not on what came before it.
 */
export interface ProseWriter {
  write(text: string): void
  /** Writes what is kept back. The rest of a word that follows is written right behind it. */
  flush(): void
}

export interface ProsePlace {
  /** The width now. */
  columns(): number
  write(text: string): void
}

/** The same for text that is there as a whole. */
export function wrapProse(text: string, columns: number): string {
  if (columns === Infinity) return text

  const pieces: string[] = []
  const writer = createProseWriter({columns: () => columns, write: (piece) => pieces.push(piece)})
  writer.write(text)
  writer.flush()
  return pieces.join('')
}

/** `write` gets escaped text; the first of it stands at the beginning of a line. */
export function createProseWriter(place: ProsePlace): ProseWriter {
  const rows = createWordRows(() => place.columns())
  const fences = createFences()
  let kind: LineKind = 'unknown'
  let held = ''
  let codeLine = ''

  return {
    write(text) {
      const [first = '', ...rest] = text.split('\n')
      goOn(first)
      for (const line of rest) {
        endLine()
        goOn(line)
      }
      send()
    },
    flush() {
      release()
      send()
    },
  }

  function goOn(piece: string): void {
    if (piece === '') return
    held += piece
    if (kind === 'unknown') kind = fences.areOpen() ? 'code' : kindOf(held)
    if (kind === 'code') passCode()
    if (kind === 'prose') keepLast(splitGrowingWords(held))
    if (kind === 'prose' && isTooLong(held, place.columns())) keepLast(splitAtBlanks(held))
    if (isTooLong(held, place.columns())) release()
  }

  function passCode(): void {
    rows.addAsIs(held)
    codeLine += held
    held = ''
  }

  /** The last word may grow. */
  function keepLast(words: readonly string[]): void {
    const last = words.at(-1) ?? ''
    for (const word of words.slice(0, -1)) rows.add(word)
    held = isBlank(last) ? '' : last
    if (isBlank(last)) rows.add(last)
  }

  function release(): void {
    if (held === '') return
    if (kind === 'unknown') kind = openingFence(held) === undefined ? 'prose' : 'code'
    if (kind === 'code') return passCode()
    for (const word of splitWords(held)) rows.add(word)
    held = ''
  }

  function endLine(): void {
    release()
    fences.passLine(codeLine)
    kind = 'unknown'
    codeLine = ''
    rows.endLine()
  }

  function send(): void {
    const text = rows.take()
    if (text !== '') place.write(text)
  }
}

/** Knows whether the next line stands between fences. */
function createFences() {
  let fence: Fence | undefined

  return {
    areOpen: () => fence !== undefined,
    passLine(line: string): void {
      if (fence === undefined) fence = openingFence(line)
      else if (closesFence(line, fence)) fence = undefined
    },
  }
}

type LineKind = 'unknown' | 'prose' | 'code'

/** Of the beginning of a line. A fence is one when its line has ended. */
function kindOf(start: string): LineKind {
  if (/^(?: {4}| {0,3}\t)/.test(start)) return 'code'
  const mayBecomeFence = /^ {0,3}(?:`{0,2}|~{0,2})$/.test(start) || openingFence(start) !== undefined
  return mayBecomeFence ? 'unknown' : 'prose'
}

/** Letters without width, however many, must not be measured again and again. */
function isTooLong(word: string, columns: number): boolean {
  return word.length > 4 * columns || (word.length > columns / 2 && displayWidth(word) > columns)
}
