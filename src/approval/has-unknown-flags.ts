import type {Word} from './command-line.ts'
import type {KnownFlags} from './read-only-commands.ts'

/**
 * Whether some argument is not known to be harmless. Every word that starts with `-` must be known, also where it would
 * be the value of a flag before it: a wrong guess about what takes a value then hides nothing.
 */
export function hasUnknownFlags(words: readonly Word[], known: KnownFlags): boolean {
  if (words.some((word) => word.kind === 'variable' || word.kind === 'dynamic')) return true
  let at = 0
  const operands: Word[] = []
  for (; at < words.length; at++) {
    const word = words[at]
    if (word === undefined || (word.text === '--' && known.ignoresDoubleDash !== true)) break
    if (!startsLikeFlag(word)) {
      operands.push(word)
      continue
    }
    const use = flagUse(word, known)
    const next = words[at + 1]
    if (use === 'unknown') return true
    // As a value, `--` would not end the flags.
    if (use !== 'complete' && next?.text === '--') return true
    if (use === 'takes-next' && next?.kind === 'static' && !startsLikeFlag(next)) at++
  }
  operands.push(...words.slice(at + 1))
  return hasUnknownOperands(operands, known)
}

function hasUnknownOperands(operands: readonly Word[], known: KnownFlags): boolean {
  const {operandPattern, mostOperands = Infinity} = known
  if (operandPattern !== undefined && operands.some((word) => !operandPattern.test(word.text))) return true
  const count = operands.some((word) => word.kind === 'glob') ? Infinity : operands.length
  return count > mostOperands
}

/** A leading `*` may find a file whose name is a flag. */
function startsLikeFlag(word: Word): boolean {
  if (word.kind === 'glob') return /^[-*?[]/.test(word.text)
  return word.text.startsWith('-') && word.text !== '-'
}

function flagUse(word: Word, known: KnownFlags): 'complete' | 'takes-next' | 'may-take-next' | 'unknown' {
  if (word.kind !== 'static') return 'unknown'
  const name = word.text.replace(/=[^]*$/, '')
  if (known.names?.includes(name) === true) return name === word.text ? 'may-take-next' : 'complete'
  if (known.flagPattern?.test(word.text) === true) return 'complete'
  if (word.text.startsWith('--')) return 'unknown'

  for (let at = 1; at < word.text.length; at++) {
    const letter = word.text.charAt(at)
    if (known.lettersWithValue?.includes(letter) === true) return at < word.text.length - 1 ? 'complete' : 'takes-next'
    if (known.letters?.includes(letter) !== true) return 'unknown'
  }
  return 'complete'
}
