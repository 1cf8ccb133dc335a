const opening = /^( {0,3})(`{3,}|~{3,})[^`]*$/

/** The content of the fenced blocks of a Markdown text, one after the other; the whole text where it has none. */
export function extractCode(markdown: string): string {
  const lines = markdown.replaceAll('\r\n', '\n').split('\n')
  const code: string[] = []
  let fence: {readonly indent: number; readonly mark: string} | undefined
  let blocks = 0

  for (const line of lines) {
    if (fence !== undefined) {
      if (closes(line, fence.mark)) fence = undefined
      else code.push(withoutIndent(line, fence.indent))
      continue
    }
    const match = opening.exec(line)
    if (match === null) continue
    fence = {indent: match[1]?.length ?? 0, mark: match[2] ?? ''}
    blocks += 1
  }
  return blocks === 0 ? markdown : code.join('\n')
}

function closes(line: string, mark: string): boolean {
  const trimmed = line.trim()
  return trimmed.length >= mark.length && trimmed === mark.charAt(0).repeat(trimmed.length)
}

function withoutIndent(line: string, indent: number): string {
  return line.replace(new RegExp(`^ {0,${indent}}`), '')
}
