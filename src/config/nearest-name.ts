/**
 * The name that was probably meant: at most `mostEdits` insertions, deletions, replacements or swaps of neighbours
 * away. Names that differ by nothing are no suggestion.
 */
export function nearestName(written: string, names: readonly string[], mostEdits = 2): string | undefined {
  const near = names
    .map((name) => ({name, edits: editDistance(Array.from(written), Array.from(name))}))
    .filter(({edits}) => edits > 0 && edits <= mostEdits)
  return near.toSorted((left, right) => left.edits - right.edits)[0]?.name
}

/** Optimal string alignment distance. */
function editDistance(from: readonly string[], to: readonly string[]): number {
  let before: number[] = []
  let row = Array.from({length: to.length + 1}, (_, index) => index)
  for (const [index, letter] of from.entries()) {
    const next = [index + 1]
    for (const [position, other] of to.entries()) {
      const replaced = (row[position] ?? 0) + (letter === other ? 0 : 1)
      const isSwap = letter === to[position - 1] && from[index - 1] === other
      const swapped = isSwap ? (before[position - 1] ?? 0) + 1 : Number.POSITIVE_INFINITY
      next.push(Math.min(replaced, swapped, (row[position + 1] ?? 0) + 1, (next[position] ?? 0) + 1))
    }
    before = row
    row = next
  }
  return row.at(-1) ?? 0
}
