/**
 * What was typed. A `key` is named with its modifiers before it, in the order `ctrl-alt-shift-`: `enter`, `ctrl-c`,
 * `alt-b`, `ctrl-left`, `shift-tab`.
 */
export type Key =
  | {readonly kind: 'text'; readonly text: string}
  | {readonly kind: 'key'; readonly name: string}
  /** Line ends are `\n`. */
  | {readonly kind: 'paste'; readonly text: string}

const cursorKeys: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  F: 'end',
  H: 'home',
}

const numberedKeys: Readonly<Record<string, string>> = {
  '1': 'home',
  '2': 'insert',
  '3': 'delete',
  '4': 'end',
  '5': 'page-up',
  '6': 'page-down',
  '7': 'home',
  '8': 'end',
}

const namedCodes: Readonly<Record<number, string>> = {9: 'tab', 13: 'enter', 27: 'escape', 127: 'backspace'}

/** A control character as a key. */
export function controlKey(character: string): Key {
  const code = character.charCodeAt(0)
  if (code === 8) return key('backspace')
  if (code === 10) return key('ctrl-j')
  if (code === 0) return key('ctrl-space')
  if (code === 31) return key('ctrl-_')
  const name = namedCodes[code]
  return key(name ?? `ctrl-${String.fromCharCode(code + 64).toLowerCase()}`)
}

/** `parameters` and the last letter of a sequence that begins with `ESC [` or `ESC O`. Undefined for what is no key. */
export function sequenceKey(parameters: string, final: string): Key | undefined {
  const [first = '', second = '', third = ''] = parameters.split(';')
  const cursorKey = cursorKeys[final]
  if (cursorKey !== undefined) return key(modifiers(second) + cursorKey)
  if (final === 'Z') return key('shift-tab')
  if (final === 'u') return codeKey(Number.parseInt(first), modifiers(second))
  if (final !== '~') return undefined
  if (first === '27') return codeKey(Number.parseInt(third), modifiers(second))
  const name = numberedKeys[first]
  return name === undefined ? undefined : key(modifiers(second) + name)
}

export function altKey(character: string): Key {
  if (character === '\r' || character === '\n') return key('alt-enter')
  if (character === '\u007F' || character === '\b') return key('alt-backspace')
  return key(`alt-${character}`)
}

function codeKey(code: number, prefix: string): Key | undefined {
  if (Number.isNaN(code) || code > 0x10ffff) return undefined
  const name = namedCodes[code] ?? (code < 32 ? undefined : String.fromCodePoint(code))
  if (name === undefined) return undefined
  if (name.length === 1 && (prefix === '' || prefix === 'shift-')) return {kind: 'text', text: name}
  return key(prefix + name)
}

function modifiers(parameter: string): string {
  const bits = Math.max((Number.parseInt(parameter) || 1) - 1, 0)
  return `${(bits & 4) === 0 ? '' : 'ctrl-'}${(bits & 2) === 0 ? '' : 'alt-'}${(bits & 1) === 0 ? '' : 'shift-'}`
}

function key(name: string): Key {
  return {kind: 'key', name}
}
