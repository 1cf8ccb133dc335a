/**
 * The language of macOS' sandbox profiles, as far as we write it: nested lists of words and texts. The last rule that
 * matches an operation decides.
 */

/** `path`, `regex`, `subpath` and so on take a text. Control characters other than a line break stand for themselves. */
export function quotedText(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`
}

export function literal(place: string): string {
  return `(literal ${quotedText(place)})`
}

/** The place itself and everything below it. */
export function subpath(place: string): string {
  return `(subpath ${quotedText(place)})`
}

/** Nothing where there is nothing that it is about: without a filter a rule holds for everything. */
export function rule(
  action: 'allow' | 'deny',
  operations: readonly string[],
  filters: readonly string[],
): readonly string[] {
  if (filters.length === 0) return []
  return [`(${action} ${operations.join(' ')}\n  ${filters.join('\n  ')})`]
}
