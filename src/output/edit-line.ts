import {graphemes} from './display-width.ts'

export interface LineEdit {
  readonly kind: 'typing' | 'done' | 'stop'
  readonly text: string
}

// Arrow keys and their like: there is no cursor to move.
const keySequence = /\u001B(?:\[[0-?]*[ -/]*[@-~]|O.|.)/gu
const controls = /\p{Cc}/u

/** One line of text after some more keys. */
export function editLine(text: string, keys: string): LineEdit {
  if (keys === '\u001B') return {kind: 'stop', text}

  let line = text
  for (const key of graphemesOfKeys(keys.replace(keySequence, ''))) {
    if (key === '\u0003') return {kind: 'stop', text: line}
    // Ctrl-D ends an empty line only, as everywhere.
    if (key === '\r' || key === '\n' || (key === '\u0004' && line === '')) return {kind: 'done', text: line}
    if (key === '\u007F' || key === '\b') line = graphemes(line).slice(0, -1).join('')
    else if (key === '\u0015') line = ''
    else if (!controls.test(key)) line += key
  }
  return {kind: 'typing', text: line}
}

/** CR and LF are one grapheme together, but two keys. */
function graphemesOfKeys(keys: string): readonly string[] {
  return graphemes(keys.replaceAll('\r\n', '\n'))
}
