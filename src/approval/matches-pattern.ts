/**
 * Whether the whole `text` fits a rule's pattern: `*` stands for anything, blanks, slashes and newlines included, `\*` for
 * a star, `\\` for a backslash. Takes the earliest place for each part, so a hostile text cannot make it slow.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  const parts = literalParts(pattern)
  const first = parts[0] ?? ''
  if (parts.length === 1) return text === first

  const last = parts.at(-1) ?? ''
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false
  let from = first.length
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, from)
    if (found === -1) return false
    from = found + part.length
  }
  return from <= text.length - last.length
}

/** Writes `text` so that as a pattern it fits itself only. */
export function escapePattern(text: string): string {
  return text.replaceAll(/[\\*]/g, String.raw`\$&`)
}

function literalParts(pattern: string): readonly string[] {
  const parts = ['']
  for (const [token] of pattern.matchAll(/\\[\\*]|[^]/gu)) {
    if (token === '*') parts.push('')
    else parts[parts.length - 1] += token.length === 2 && token.startsWith('\\') ? token.slice(1) : token
  }
  return parts
}
