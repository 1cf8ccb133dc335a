/** Takes this much work off the budget. `false`: it is spent, and stays so. */
export type SearchBudget = (comparedLines: number) => boolean

/** Every hunk may search its whole file, and nothing else happens meanwhile. These take a second or two. */
const mostComparedLines = 50_000_000

/** What all searches of one patch together may cost. */
export function createSearchBudget(comparedLines = mostComparedLines): SearchBudget {
  let left = comparedLines
  return (count) => {
    left = Math.max(left - count, 0)
    return left > 0
  }
}
