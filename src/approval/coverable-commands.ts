import {commandText} from './command-text.ts'
import {commandOnlyReads, isHarmlessRedirection} from './only-reads.ts'
import {parseCommand} from './parse-command.ts'

export type CoverableCommands =
  | {readonly kind: 'coverable'; readonly texts: readonly string[]}
  | {readonly kind: 'not-coverable'; readonly because: string}

/** The commands of a line that need an `allow` rule, or why no rule but `*` can allow the line. */
export function coverableCommands(line: string, isSandboxed: boolean): CoverableCommands {
  const parsed = parseCommand(line)
  if (parsed.kind === 'unparsed') return {kind: 'not-coverable', because: parsed.because}
  const construct = parsed.constructs[0]
  if (construct !== undefined) {
    return {kind: 'not-coverable', because: `it is more than plain commands (${construct})`}
  }

  const texts: string[] = []
  for (const command of parsed.commands) {
    if (command.assignments.length > 0) return {kind: 'not-coverable', because: 'it sets a variable'}
    if (!command.redirections.every(isHarmlessRedirection)) {
      return {kind: 'not-coverable', because: 'it redirects to or from a file'}
    }
    if (isSandboxed && commandOnlyReads(command)) continue
    if (command.words.some((word) => word.kind !== 'static')) {
      return {kind: 'not-coverable', because: 'some of its words are known only when it runs'}
    }
    texts.push(commandText(command.words))
  }
  return {kind: 'coverable', texts}
}
