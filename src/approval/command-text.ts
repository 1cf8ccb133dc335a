import type {Word} from './command-line.ts'

/**
 * The words of a command joined by one blank, each quoted where the shell would need it, so that two different commands
 * never have the same text. This is what an `allow` rule is matched against.
 */
export function commandText(words: readonly Word[]): string {
  return words.map((word) => (word.kind === 'static' ? quoted(word.text) : word.text)).join(' ')
}

function quoted(text: string): string {
  if (/^[\w@%+=:,./^-]+$/.test(text)) return text
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
