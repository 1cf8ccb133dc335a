/**
 * The lines as an editor numbers them. A carriage return before a line feed belongs to the line end; it is one of its
 * own only in a file without any line feed.
 */
export function splitLines(text: string): readonly string[] {
  const lines = text.includes('\n') ? text.split('\n').map(withoutReturn) : text.split('\r')
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line
}
