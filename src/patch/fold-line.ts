const dashes = /[\u2010-\u2015\u2212]/g
const singleQuotes = /[\u2018-\u201B]/g
const doubleQuotes = /[\u201C-\u201F]/g
const blanks = /[\u00A0\u2002-\u200A\u202F\u205F\u3000]/g

/** Models write plain punctuation where a file has typographic one; folded, the two are equal. */
export function foldLine(line: string): string {
  return line.trim().replace(dashes, '-').replace(singleQuotes, "'").replace(doubleQuotes, '"').replace(blanks, ' ')
}
