import {altKey, controlKey, type Key, sequenceKey} from './key.ts'

export interface KeyDecoder {
  /** The keys that are complete now. */
  push(text: string): readonly Key[]
  /** Whether an Esc has come that may be the beginning of another key. */
  isWaiting(): boolean
  /** Nothing more has come: the Esc was an Esc. */
  flush(): readonly Key[]
}

const pasteBegin = '\u001B[200~'
const pasteEnd = '\u001B[201~'
const control = /[\u0000-\u001F\u007F]/
const sequence = /^\u001B(?:\[([0-9:;<=>?]*)[ -/]*([@-~])|O([A-Za-z]))/u
const unfinishedSequence = /^\u001B(?:\[[0-9:;<=>?]*[ -/]*|O)?$/u

/** Makes keys of what a terminal sends, in pieces of any size. */
export function createKeyDecoder(): KeyDecoder {
  let rest = ''
  let pasted: string[] | undefined

  return {
    push(text) {
      // Who presses Ctrl-C in a paste that never ends wants out of it. It comes by itself: in a paste it is in between.
      if (pasted !== undefined && text === '\u0003') {
        pasted = undefined
        rest = ''
      }
      rest += text
      const keys: Key[] = []
      for (let key = next(); key !== undefined; key = next()) if (key !== 'nothing') keys.push(key)
      return keys
    },
    isWaiting: () => pasted === undefined && rest.startsWith('\u001B'),
    flush() {
      if (!rest.startsWith('\u001B') || pasted !== undefined) return []
      const typed = rest.slice(1)
      rest = ''
      return typed === '' ? [{kind: 'key', name: 'escape'}] : [altKey(typed)]
    },
  }

  /** Undefined where more must come first. */
  function next(): Key | 'nothing' | undefined {
    if (pasted !== undefined) return nextOfPaste(pasted)
    if (rest === '') return undefined
    if (rest.startsWith(pasteBegin)) {
      rest = rest.slice(pasteBegin.length)
      pasted = []
      return 'nothing'
    }
    if (rest.startsWith('\u001B')) {
      const read = readSequence(rest)
      take(read?.length ?? 0)
      return read?.key
    }

    const end = rest.search(control)
    if (end === 0) return controlKey(take(1))
    return {kind: 'text', text: take(end === -1 ? rest.length : end)}
  }

  function nextOfPaste(parts: string[]): Key | 'nothing' | undefined {
    const end = rest.indexOf(pasteEnd)
    if (end === -1) {
      // The end may have come by half.
      parts.push(take(Math.max(rest.length - pasteEnd.length + 1, 0)))
      return undefined
    }
    parts.push(take(end))
    take(pasteEnd.length)
    pasted = undefined
    return {kind: 'paste', text: parts.join('').replaceAll(/\r\n?/g, '\n')}
  }

  function take(length: number): string {
    const taken = rest.slice(0, length)
    rest = rest.slice(length)
    return taken
  }
}

interface ReadSequence {
  readonly key: Key | 'nothing'
  readonly length: number
}

/** What text that begins with an Esc begins with; undefined where more must come first. */
function readSequence(text: string): ReadSequence | undefined {
  if (unfinishedSequence.test(text)) return undefined
  const [whole, parameters = '', final = '', letter = ''] = sequence.exec(text) ?? []
  if (whole !== undefined) {
    return {key: sequenceKey(parameters, final === '' ? letter : final) ?? 'nothing', length: whole.length}
  }
  // Two of them are an Esc and the beginning of something else.
  const next = String.fromCodePoint(text.codePointAt(1) ?? 0)
  if (next === '\u001B') return {key: {kind: 'key', name: 'escape'}, length: 1}
  return {key: altKey(next), length: 1 + next.length}
}
