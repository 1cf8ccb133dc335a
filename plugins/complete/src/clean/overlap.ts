/** The length of the longest end of `left` that is a beginning of `right`. */
export function overlap(left: string, right: string): number {
  const pattern = right.slice(0, left.length)
  const text = left.slice(left.length - pattern.length)
  const borders = bordersOf(pattern)
  let matched = 0
  for (let at = 0; at < text.length; at += 1) {
    while (matched > 0 && pattern[matched] !== text[at]) matched = borders[matched - 1] ?? 0
    if (pattern[matched] === text[at]) matched += 1
  }
  return matched
}

/** For each beginning of the pattern, how much of it is also its end: the table of Knuth, Morris and Pratt. */
function bordersOf(pattern: string): Uint32Array {
  const borders = new Uint32Array(pattern.length)
  let matched = 0
  for (let at = 1; at < pattern.length; at += 1) {
    while (matched > 0 && pattern[matched] !== pattern[at]) matched = borders[matched - 1] ?? 0
    if (pattern[matched] === pattern[at]) matched += 1
    borders[at] = matched
  }
  return borders
}
