import type {Word} from './command-line.ts'
import {readOnlyPrograms} from './read-only-commands.ts'

// No placeholder but `{}`: another could stand inside the name of the program.
const xargsFlag = /^(?:-[0rt]+|--null|--no-run-if-empty|-[nLP] ?\d+|-I ?\{\})$/
const sedAddress = String.raw`(?:\d+|\$)`
const sedPrint = new RegExp(String.raw`^(?:${sedAddress}(?:,\+?${sedAddress})?p|\d+q)$`)

/** Programs whose arguments need more than a list of flags. Each function answers whether they only read. */
export const checkedPrograms: ReadonlyMap<string, (words: readonly Word[]) => boolean> = new Map([
  ['printf', isHarmlessPrintf],
  ['sed', isHarmlessSed],
  ['test', isHarmlessTest],
  ['[', isHarmlessTest],
  ['xargs', isHarmlessXargs],
])

/** `-v NAME` and the conversion `%n` assign to a variable, and `PATH` is one. */
function isHarmlessPrintf(words: readonly Word[]): boolean {
  const format = words[words[0]?.text === '--' ? 1 : 0]
  if (format?.kind !== 'static' || format.text.startsWith('-')) return false
  if (words.some((word) => word.kind === 'dynamic')) return false
  return !/%[^%A-Za-z]*[hjlLqtz]*n/.test(format.text.replaceAll('%%', ''))
}

/** Only what prints lines by number: other sed commands write and run, `s` with a flag included. */
function isHarmlessSed(words: readonly Word[]): boolean {
  const scripts: Word[] = []
  const operands: Word[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at]
    const script = words[at + 1]
    if (word === undefined || mayBecomeFlag(word)) return false
    if (/^-[nErsuz]*e$/.test(word.text)) {
      if (script === undefined) return false
      scripts.push(script)
      at++
    } else if (!/^(?:-[nErsuz]+|--quiet|--silent)$/.test(word.text)) {
      if (word.text.startsWith('-')) return false
      operands.push(word)
    }
  }
  if (scripts.length === 0) scripts.push(...operands.slice(0, 1))
  return scripts.length > 0 && scripts.every(isPrintScript)
}

function isPrintScript(word: Word): boolean {
  return word.kind === 'static' && word.text.split(';').every((part) => sedPrint.test(part.trim()))
}

/** `-v` and `-R` evaluate the index of what they are given: `test -v 'a[$(x)]'` runs `x`. */
function isHarmlessTest(words: readonly Word[]): boolean {
  return words.every((word) => !mayBecomeFlag(word) && word.text !== '-v' && word.text !== '-R')
}

/** The words that xargs adds are known only when it runs, so the program must be one that takes any. */
function isHarmlessXargs(words: readonly Word[]): boolean {
  if (words.some((word) => word.kind !== 'static')) return false
  const texts = words.map((word) => word.text)
  let at = 0
  for (;;) {
    if (xargsFlag.test(texts[at] ?? '')) at += 1
    else if (/^-[nLPI]$/.test(texts[at] ?? '') && xargsFlag.test(`${texts[at]} ${texts[at + 1]}`)) at += 2
    else break
  }
  const program = texts[at]
  return program === undefined || readOnlyPrograms.get(program) === 'any'
}

function mayBecomeFlag(word: Word): boolean {
  if (word.kind === 'glob') return /^[-*?[]/.test(word.text)
  return word.kind !== 'static'
}
