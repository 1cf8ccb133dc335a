const largestDistance = 2

/** The name that was probably meant: at most two letters away. */
export function nearestName(written: string, names: readonly string[]): string | undefined {
  const distances = names.map((name) => ({name, distance: editDistance(written, name)}))
  const nearest = distances.toSorted((a, b) => a.distance - b.distance)[0]
  return nearest !== undefined && nearest.distance <= largestDistance ? nearest.name : undefined
}

function editDistance(from: string, to: string): number {
  let row = Array.from({length: to.length + 1}, (_, index) => index)
  for (const [index, letter] of Array.from(from).entries()) {
    const next = [index + 1]
    for (const [position, other] of Array.from(to).entries()) {
      const replaced = (row[position] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[position + 1] ?? 0) + 1, (next[position] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
