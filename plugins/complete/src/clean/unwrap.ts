import type {AnswerContext} from './answer-context.ts'

/** Such as "Here is the missing code:". */
const introduction =
  /^[ \t]*(?:here(?:'s| is| are)|sure|certainly|of course|the (?:missing|inserted|completed))\b[^\n]*:[ \t]*$/i

/**
 * The code of an answer in words: what stands in the fence that the answer begins with, with or without a line before it
 * that announces it. An answer that begins with code is left as it is, whatever follows.
 */
export function unwrap(answer: string, {origin, isMarkdown}: Pick<AnswerContext, 'origin' | 'isMarkdown'>): string {
  if (origin === 'filled' || isMarkdown) return answer
  const {lines, start} = splitStart(answer)
  const first = lines[start] ?? ''
  const fence = fenceOf(first)
  if (fence === undefined) return start === firstFilled(lines) ? answer : lines.slice(start).join('\n')
  const end = lines.findIndex((line, index) => index > start && closes(line, fence))
  return lines.slice(start + 1, end === -1 ? undefined : end).join('\n')
}

/**
 * Whether more of the answer could still change where its code begins: its first line, and the one behind an
 * announcement, must be whole.
 */
export function beginsOpenly(
  answer: string,
  {origin, isMarkdown}: Pick<AnswerContext, 'origin' | 'isMarkdown'>,
): boolean {
  if (origin === 'filled' || isMarkdown) return false
  const {lines, start} = splitStart(answer)
  return start >= lines.length - 1
}

function splitStart(answer: string): {readonly lines: readonly string[]; readonly start: number} {
  const lines = answer.split('\n')
  const first = firstFilled(lines)
  if (!introduction.test(lines[first] ?? '')) return {lines, start: first}
  const next = lines.findIndex((line, index) => index > first && line.trim() !== '')
  return {lines, start: next === -1 ? lines.length : next}
}

/** The first line that is not blank; the last one where all are. */
function firstFilled(lines: readonly string[]): number {
  const found = lines.findIndex((line) => line.trim() !== '')
  return found === -1 ? lines.length - 1 : found
}

function fenceOf(line: string): string | undefined {
  return /^[ \t]*(`{3,}|~{3,})[\w+#.-]*[ \t]*$/.exec(line)?.[1]
}

function closes(line: string, fence: string): boolean {
  return line.trim().startsWith(fence) && line.trim().replaceAll(fence.charAt(0), '') === ''
}
