import {createTwoFilesPatch} from 'diff'

/** Unified diff of two texts, without names of files, at most so many lines of it. Empty when they are the same. */
export function compareTexts(before: string, after: string, mostLines: number): string {
  if (before === after) return ''
  const patch = createTwoFilesPatch('', '', endLine(before), endLine(after), '', '', {context: 2, timeout: 2000})
  const lines = (patch ?? `@@ too different @@\n-${cut(before)}\n+${cut(after)}\n`).split('\n')
  const start = lines.findIndex((line) => line.startsWith('@@'))
  const shown = lines.slice(Math.max(start, 0)).filter((line) => line !== '')
  const left = shown.length - mostLines
  return left > 0 ? [...shown.slice(0, mostLines), `… and ${left} more lines`].join('\n') : shown.join('\n')
}

/** A text without its last line break differs in its last line alone. */
function endLine(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`
}

function cut(text: string): string {
  return text.slice(0, 500)
}
