import {tokenStart, tokenStartToCome} from './secret-shapes.ts'

/** Text that passes bit by bit, without its secrets. What may become one is held back until it is clear. */
export interface TextStream {
  /** What may be shown by now. */
  push(text: string): string
  /** The rest; the stream begins anew. */
  end(): string
}

interface StreamOptions {
  /** Takes secrets out of a text in pieces, and gives back as many pieces. */
  readonly pieces: (pieces: readonly string[]) => readonly string[]
  /** Known secrets. */
  readonly literals: readonly string[]
}

/** What was shown before a secret may decide whether it is one. */
const contextLength = 400
/** No secret is longer, so nothing is held back for longer. */
const longestHeld = 24_000
const longestStart = 16
const keyStart = '-----BEGIN'

export function createTextStream({pieces, literals}: StreamOptions): TextStream {
  let context = ''
  let held = ''

  function release(length: number): string {
    const ready = held.slice(0, length)
    const shown = pieces([context, ready])[1] ?? ''
    context = (context + shown).slice(-contextLength)
    held = held.slice(length)
    return shown
  }

  return {
    push(text) {
      held += text
      const start =
        held.length > longestHeld ? held.length : Math.min(tokenIn(context, held), literalStart(held, literals))
      return release(start)
    },
    end() {
      const rest = release(held.length)
      context = ''
      return rest
    },
  }
}

/** Where a token may have begun that goes on to the end of the text. */
function tokenIn(context: string, held: string): number {
  const whole = context + held
  const wordStart = lastWord(whole)
  const inWord = whole.slice(wordStart).search(tokenStart)
  const toCome = whole.slice(-longestStart).search(tokenStartToCome)
  const starts = [
    ...(inWord === -1 ? [] : [wordStart + inWord]),
    ...(toCome === -1 ? [] : [Math.max(0, whole.length - longestStart) + toCome]),
    ...openKey(whole),
  ]
  return Math.min(held.length, ...starts.map((start) => Math.max(0, start - context.length)))
}

function lastWord(text: string): number {
  let start = text.length
  while (start > 0 && text.length - start < longestHeld && !/\s/.test(text[start - 1] ?? '')) start -= 1
  return start
}

/** Where a private key begins whose end has not come. */
function openKey(text: string): readonly number[] {
  const start = text.lastIndexOf(keyStart)
  if (start === -1) return []
  const [name = '', ...rest] = text.slice(start + keyStart.length).split('-----', 4)
  if (rest.length === 0) return name.length < 60 ? [start] : []
  const isOpen = name.includes('PRIVATE KEY') && rest.length < 3
  return isOpen ? [start] : []
}

/** Where the text ends in the beginning of a literal. */
function literalStart(held: string, literals: readonly string[]): number {
  const longest = Math.max(0, ...literals.map(({length}) => length))
  const from = Math.max(0, held.length - longest + 1)
  for (let start = from; start < held.length; start += 1) {
    const rest = held.slice(start)
    if (literals.some((literal) => literal.length > rest.length && literal.startsWith(rest))) return start
  }
  return held.length
}
