const words = /[ \t]+|(?:`[^`]*`|`|[^ \t`]+)+/g
const growingWords = /[ \t]+|(?:`[^`]*(?:`|$)|[^ \t`]+)+/g
const blankParted = /[ \t]+|[^ \t]+/g

/** One line as words and the blanks between them. What two backticks enclose is one word: a command is not parted. */
export function splitWords(line: string): readonly string[] {
  return line.match(words) ?? []
}

/** The same for a line that goes on: a backtick that is not closed yet takes everything behind it. */
export function splitGrowingWords(line: string): readonly string[] {
  return line.match(growingWords) ?? []
}

/** The same where backticks do not count. */
export function splitAtBlanks(line: string): readonly string[] {
  return line.match(blankParted) ?? []
}

export function isBlank(word: string): boolean {
  return word.startsWith(' ') || word.startsWith('\t')
}
