export interface Fence {
  readonly indent: number
  /** The row of backticks or tildes; a closing line has at least as many. */
  readonly mark: string
}

const opening = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})/

/** Of a line that opens a fenced block of Markdown. */
export function openingFence(line: string): Fence | undefined {
  const match = opening.exec(line)
  return match === null ? undefined : {indent: match[1]?.length ?? 0, mark: match[2] ?? ''}
}

export function closesFence(line: string, {mark}: Fence): boolean {
  const trimmed = line.trim()
  return trimmed.length >= mark.length && trimmed === mark.charAt(0).repeat(trimmed.length)
}
