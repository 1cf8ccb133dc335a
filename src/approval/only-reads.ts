import type {Redirection, SimpleCommand, Word} from './command-line.ts'
import {checkedPrograms} from './checked-programs.ts'
import {hasUnknownFlags} from './has-unknown-flags.ts'
import {parseCommand} from './parse-command.ts'
import {readOnlyPrograms} from './read-only-commands.ts'

export type Reading = {readonly kind: 'only-reads'} | {readonly kind: 'may-change'; readonly because: string}

const onlyReadsLine: Reading = {kind: 'only-reads'}
const timeoutFlag = /^(?:--foreground|--preserve-status|-[ks] \w+)$/
const duration = /^\d+(?:\.\d+)?[smhd]?$/
const mostLooksInside = 5

/** Whether a line does nothing but read, with every flag looked at. In doubt it may change something. */
export function onlyReads(line: string, depth = 0): Reading {
  const parsed = parseCommand(line)
  if (parsed.kind === 'unparsed') return mayChange(`${parsed.because}, which is not looked into`)
  const construct = parsed.constructs[0]
  if (construct !== undefined) return mayChange(`it is more than plain commands (${construct})`)
  if (parsed.commands.length === 0) return mayChange('it holds no command')

  for (const command of parsed.commands) {
    const because = whyItMayChange(command, depth)
    if (because !== undefined) return mayChange(because)
  }
  return onlyReadsLine
}

export function commandOnlyReads(command: SimpleCommand): boolean {
  return whyItMayChange(command, 0) === undefined
}

/** Reading a file, joining or closing descriptors, throwing output away. */
export function isHarmlessRedirection({operator, target}: Redirection): boolean {
  if (target.kind !== 'static') return false
  switch (operator) {
    case '<':
      // Bash itself opens network connections for these names.
      return !/^\/dev\/(?:tcp|udp)\//.test(target.text)
    case '<&':
    case '>&':
      return /^(?:\d+|-)$/.test(target.text)
    case '>':
    case '>>':
    case '>|':
    case '&>':
    case '&>>':
      return target.text === '/dev/null'
  }
  return false
}

function mayChange(because: string): Reading {
  return {kind: 'may-change', because}
}

function whyItMayChange(command: SimpleCommand, depth: number): string | undefined {
  if (command.assignments.length > 0) return 'it sets a variable'
  if (!command.redirections.every(isHarmlessRedirection)) return 'it redirects to or from something unusual'
  return whyWordsMayChange(command.words, depth)
}

function whyWordsMayChange(words: readonly Word[], depth: number): string | undefined {
  const [program, ...rest] = words
  if (program === undefined) return undefined
  if (program.kind !== 'static') return 'the program is known only when it runs'
  if (depth > mostLooksInside) return 'it is nested too deeply'

  const name = program.text.replace(/^(?:\/usr)?\/bin\//, '')
  const wrapper = wrappers.get(name)
  if (wrapper !== undefined) return wrapper(rest, depth + 1)
  return takesOnlyHarmless(name, rest) ? undefined : `${name} with these arguments may change something`
}

function takesOnlyHarmless(name: string, words: readonly Word[]): boolean {
  const isHarmless = checkedPrograms.get(name)
  if (isHarmless !== undefined) return isHarmless(words)
  const known = readOnlyPrograms.get(name)
  if (known === undefined) return false
  if (known === 'any') return words.every((word) => word.kind !== 'dynamic')
  return !hasUnknownFlags(words, known)
}

/** Programs that run another one, and why that one may change something. */
const wrappers = new Map<string, (words: readonly Word[], depth: number) => string | undefined>([
  ['bash', whyShellMayChange],
  ['sh', whyShellMayChange],
  ['time', (words, depth) => whyWordsMayChange(words[0]?.text === '-p' ? words.slice(1) : words, depth)],
  ['nice', (words, depth) => whyWordsMayChange(isLevel(words) ? words.slice(2) : words, depth)],
  ['command', (words, depth) => (words[0]?.text === '-v' ? undefined : whyWordsMayChange(words, depth))],
  ['timeout', whyTimeoutMayChange],
])

/** `bash -c 'line'` only; a login shell reads files that the workspace may have written. */
function whyShellMayChange(words: readonly Word[], depth: number): string | undefined {
  const [flag, script] = words
  if (flag?.text !== '-c' || script === undefined || words.some((word) => word.kind !== 'static')) {
    return 'a shell runs what is not in the line'
  }
  const inside = onlyReads(script.text, depth)
  return inside.kind === 'only-reads' ? undefined : inside.because
}

function isLevel(words: readonly Word[]): boolean {
  return words[0]?.text === '-n' && words[1]?.kind === 'static' && /^-?\d+$/.test(words[1].text)
}

function whyTimeoutMayChange(words: readonly Word[], depth: number): string | undefined {
  let at = 0
  for (;;) {
    const flag = words[at]?.text ?? ''
    if (timeoutFlag.test(flag)) at += 1
    else if (timeoutFlag.test(`${flag} ${words[at + 1]?.text}`)) at += 2
    else break
  }
  if (!duration.test(words[at]?.text ?? '')) return 'timeout has an unusual argument'
  return whyWordsMayChange(words.slice(at + 1), depth)
}
