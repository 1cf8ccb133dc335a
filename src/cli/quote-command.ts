/** The line of shell that runs exactly these words. One word is a line already. */
export function quoteCommand(words: readonly string[]): string {
  const [only, ...others] = words
  if (only !== undefined && others.length === 0) return only
  return words.map(quoteWord).join(' ')
}

function quoteWord(word: string): string {
  return /^[\w%+,./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
