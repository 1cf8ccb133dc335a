import {nearestName} from '../config/nearest-name.ts'

/** What the command line is about, decided before oclif sees it: oclif would mangle free text. */
export type Route =
  | {readonly kind: 'command'; readonly argv: readonly string[]}
  | {readonly kind: 'prompt'; readonly argv: readonly string[]}
  /** Nothing was asked for by somebody who can be talked with. */
  | {readonly kind: 'chat'; readonly argv: readonly string[]}
  /** Nothing was asked for: help, as an error. */
  | {readonly kind: 'nothing'}
  | {readonly kind: 'mistyped'; readonly word: string; readonly suggestion: string}
  | {readonly kind: 'not-in-this-version'; readonly word: string}

export interface KnownNames {
  /** The first words of all commands and topics, plugins included. */
  readonly firstWords: readonly string[]
  /** Names that must never become a prompt although no command has them now. */
  readonly reserved: readonly string[]
  /** Flags of a prompt that take a value: the next word belongs to them. */
  readonly valueFlags: readonly string[]
  /** Flags that only make sense for one prompt: its files, and output for programs. */
  readonly promptFlags: readonly string[]
}

/** Which streams are terminals. */
export interface Terminals {
  /** Without one, a command line without words takes its prompt from stdin. */
  readonly stdin: boolean
  /** With both, a command line without words is a chat. */
  readonly stdout: boolean
}

export function routeArguments(argv: readonly string[], names: KnownNames, terminals: Terminals): Route {
  const position = firstWordPosition(argv, names.valueFlags)
  const word = position === undefined ? undefined : argv[position]
  if (position === undefined || word === undefined) return routeWithoutWords(argv, names, terminals)

  if (names.firstWords.includes(word)) {
    return {kind: 'command', argv: [word, ...argv.slice(0, position), ...argv.slice(position + 1)]}
  }
  if (names.reserved.includes(word)) return {kind: 'not-in-this-version', word}

  const isSingleWord = argv.length === position + 1
  // A short word is near to everything.
  const mostEdits = Math.min(isSingleWord ? 2 : 1, Math.floor(word.length / 3))
  const suggestion = nearestName(word.toLowerCase(), [...names.firstWords, ...names.reserved], mostEdits)
  if (suggestion !== undefined) return {kind: 'mistyped', word, suggestion}
  return {kind: 'prompt', argv}
}

function routeWithoutWords(argv: readonly string[], {promptFlags}: KnownNames, {stdin, stdout}: Terminals): Route {
  const first = argv[0]
  if (first === undefined && stdin && !stdout) return {kind: 'nothing'}
  if (argv.length === 1 && ['--help', '-h', '--version'].includes(first ?? '')) return {kind: 'command', argv}
  const isForPrompt = argv.some((word) => word === '--' || promptFlags.includes(word.split('=', 1)[0] ?? word))
  return {kind: stdin && stdout && !isForPrompt ? 'chat' : 'prompt', argv}
}

/** The first argument that is neither a flag nor the value of one. After `--` everything is text. */
function firstWordPosition(argv: readonly string[], valueFlags: readonly string[]): number | undefined {
  for (let position = 0; position < argv.length; position++) {
    const argument = argv[position] ?? ''
    if (argument === '--') return undefined
    if (argument === '-' || !argument.startsWith('-')) return position
    if (valueFlags.includes(argument)) position += 1
  }
  return undefined
}
