import type {Definition} from './outline-code.ts'

export type SymbolSearch =
  | {readonly kind: 'found'; readonly definition: Definition}
  | {readonly kind: 'ambiguous'; readonly definitions: readonly Definition[]}
  /** `near`: names that look alike, nearest first. */
  | {readonly kind: 'missing'; readonly near: readonly string[]}

const mostNames = 5

/** `Class.method`, `Class::method` and `Class#method` mean the same, and the end of a path is enough. */
export function findSymbol(outline: readonly Definition[], wanted: string): SymbolSearch {
  const words = wanted.split(/::|[.#/]/).filter((word) => word !== '')
  const named = outline.filter(({path, kind}) => kind !== 'owner' && endsWith(path.split('.'), words))
  // A declaration and its definition, or overloads above the one that does the work.
  const withBody = named.filter(({hasBody}) => hasBody)
  const found = withBody.length > 0 ? withBody : named.slice(0, 1)

  const [first, ...others] = found
  if (first === undefined) return {kind: 'missing', near: nearNames(outline, words.at(-1) ?? wanted)}
  return others.length === 0 ? {kind: 'found', definition: first} : {kind: 'ambiguous', definitions: found}
}

function endsWith(path: readonly string[], words: readonly string[]): boolean {
  return words.length > 0 && words.every((word, index) => path.at(index - words.length) === word)
}

function nearNames(outline: readonly Definition[], wanted: string): readonly string[] {
  const word = wanted.toLowerCase()
  const rated = outline
    .filter(({kind}) => kind !== 'owner')
    .map(({name, path}) => ({path, distance: distanceOf(name.toLowerCase(), word)}))
    .filter(({distance}) => distance <= Math.max(2, word.length / 2))
    .toSorted((left, right) => left.distance - right.distance)
  return [...new Set(rated.map(({path}) => path))].slice(0, mostNames)
}

/** Edits, where a part of the other is as near as one edit. */
function distanceOf(name: string, word: string): number {
  if (word.length > 2 && (name.includes(word) || word.includes(name))) return 1
  const most = Math.max(name.length, word.length)
  if (most > 100) return most

  let row = Array.from({length: word.length + 1}, (_, index) => index)
  for (const [line, letter] of Array.from(name).entries()) {
    const next = [line + 1]
    for (let index = 1; index <= word.length; index++) {
      const same = letter === word[index - 1] ? 0 : 1
      next.push(Math.min((row[index] ?? most) + 1, (next[index - 1] ?? most) + 1, (row[index - 1] ?? most) + same))
    }
    row = next
  }
  return row.at(-1) ?? most
}
