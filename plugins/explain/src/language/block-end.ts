import type {DefinitionRules} from './definition-rules.ts'
import type {MaskedCode} from './mask-code.ts'

export interface BlockEnd {
  /** Index of the last line. */
  readonly last: number
  readonly hasBody: boolean
}

export interface BlockStart {
  /** Index of the line. */
  readonly line: number
  /** Behind the name. */
  readonly column: number
}

/** Where a definition ends that begins at `start`. */
export function findBlockEnd(masked: MaskedCode, start: BlockStart, rules: DefinitionRules): BlockEnd {
  switch (rules.style) {
    case 'braces':
      return endByBraces(masked.lines, start, rules.endsAtLine === true)
    case 'indentation':
      return endByIndentation(masked, start.line)
    case 'end-word':
      return endByWord(masked, start.line)
  }
}

function endByBraces(lines: readonly string[], start: BlockStart, endsAtLine: boolean): BlockEnd {
  let state: BraceState = {depth: 0, hasBody: false}
  for (let index = start.line; index < lines.length; index++) {
    const line = lines[index] ?? ''
    const scanned = scanBraces(line.slice(index === start.line ? start.column : 0), state, endsAtLine)
    state = scanned
    // A bracket that was open before the definition is not its own.
    if (scanned.end === 'outer') return {last: scanned.isFirst ? index - 1 : index, hasBody: state.hasBody}
    if (scanned.end === 'own') return {last: index, hasBody: state.hasBody}
    if (state.depth === 0 && endsAtLine && isComplete(line, nextWords(lines, index))) {
      return {last: index, hasBody: state.hasBody}
    }
  }
  return {last: lines.length - 1, hasBody: state.hasBody}
}

interface BraceState {
  /** Brackets that are open. */
  readonly depth: number
  readonly hasBody: boolean
}

interface ScannedLine extends BraceState {
  readonly end?: 'own' | 'outer'
  /** Whether the line begins with its end. */
  readonly isFirst?: boolean
}

function scanBraces(line: string, {depth: open, hasBody: had}: BraceState, endsAtLine: boolean): ScannedLine {
  let depth = open
  let hasBody = had
  for (const {0: character, index} of line.matchAll(/[{}()[\];,]/g)) {
    if (character === '{' && depth === 0) hasBody = true
    depth += depthChange(character)
    if (depth < 0) return {depth, hasBody, end: 'outer', isFirst: line.slice(0, index).trim() === ''}
    const mayEnd = depth === 0 && (character !== ',' || endsAtLine)
    if (mayEnd && endsStatement(character, line.slice(index + 1).trim())) return {depth, hasBody, end: 'own'}
  }
  return {depth, hasBody}
}

function depthChange(character: string): number {
  if ('{(['.includes(character)) return 1
  return '})]'.includes(character) ? -1 : 0
}

/** Outside all brackets. A brace that closes need not be the last: `): {x: number} {`. */
function endsStatement(character: string, rest: string): boolean {
  if (character === ';') return true
  if (character === ',') return !rest.endsWith('{') && !rest.endsWith('(')
  return character === '}' && (rest === '' || /^[;)\]}]/.test(rest) || (rest.startsWith(',') && !rest.endsWith('{')))
}

function nextWords(lines: readonly string[], index: number): string {
  return (
    lines
      .slice(index + 1, index + 4)
      .find((line) => line.trim() !== '')
      ?.trim() ?? ''
  )
}

/** Whether a statement that may end with its line does so. */
function isComplete(line: string, next: string): boolean {
  if (/(?:[=(,&|+\-*/:.<]|=>|\b(?:extends|implements|where|with))\s*$/.test(line)) return false
  return !/^(?:[.?:&|+*{=]|=>|(?:extends|implements|where|with)\b)/.test(next)
}

function indentation(line: string): number {
  return line.length - line.trimStart().length
}

function endByIndentation({lines, isInString}: MaskedCode, start: number): BlockEnd {
  const own = indentation(lines[start] ?? '')
  let depth = 0
  let last = start

  for (let index = start; index < lines.length; index++) {
    const line = lines[index] ?? ''
    const isIndented = isInString[index] === true || line.trim() === '' || indentation(line) > own
    if (index > start && depth <= 0 && !isIndented) break
    if (line.trim() !== '') last = index
    depth += Array.from(line).reduce((sum, character) => sum + depthChange(character), 0)
  }
  return {last, hasBody: true}
}

const middleWord = /^(?:rescue|ensure|else|elsif|when|in|catch|after|\)|\}|\])/

function endByWord(masked: MaskedCode, start: number): BlockEnd {
  const {lines, isInString} = masked
  const first = lines[start] ?? ''
  const own = indentation(first)
  if (
    /\bend\s*\)?\s*$/.test(first) ||
    /\bdo:\s/.test(first) ||
    /^\s*def\s+[\w.]+[?!]?(?:\([^)]*\))?\s*=\s/.test(first)
  ) {
    return {last: start, hasBody: true}
  }
  if (/^\s*[A-Z][A-Z0-9_]*\s*=/.test(first)) return endByIndentation(masked, start)

  for (let index = start + 1; index < lines.length; index++) {
    const line = lines[index] ?? ''
    if (line.trim() === '' || isInString[index] === true || indentation(line) > own) continue
    if (/^end\b/.test(line.trim())) return {last: index, hasBody: true}
    if (!middleWord.test(line.trim())) return {last: index - 1, hasBody: true}
  }
  return {last: lines.length - 1, hasBody: true}
}
