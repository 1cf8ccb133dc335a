import {type BlockEnd, type BlockStart, findBlockEnd} from './block-end.ts'
import {type DefinitionKind, type DefinitionRule, type DefinitionRules, definitionRules} from './definition-rules.ts'
import {maskCode, type MaskedCode} from './mask-code.ts'
import type {CodeLines} from './read-code.ts'

/** Something with a name. Lines are counted from 1. */
export interface Definition {
  readonly name: string
  /** With the names of what it stands in, such as `Parser.next`. */
  readonly path: string
  readonly kind: DefinitionKind
  /** With the comments and attributes right above it. */
  readonly firstLine: number
  /** The line that names it. */
  readonly line: number
  readonly lastLine: number
  /** False for a declaration. */
  readonly hasBody: boolean
}

/** The definitions of a file, in order; undefined for a language whose definitions are not known here. */
export function outlineCode(code: CodeLines, languageId: string | undefined): readonly Definition[] | undefined {
  const rules = definitionRules(languageId)
  if (rules === undefined) return undefined

  const masked = maskCode(code, rules.hasPreprocessor === true)
  const findEnd = boundedSearch(masked, rules)
  const found: Definition[] = []
  const open: Definition[] = []
  let depth = 0
  for (const [index, line] of masked.lines.entries()) {
    while (open.length > 0 && (open.at(-1)?.lastLine ?? 0) <= index) open.pop()
    const definition = definitionAt(masked, index, {rules, around: open, isOutside: depth === 0, findEnd})
    depth = Math.max(0, depth + depthOf(line))
    if (definition === undefined) continue
    found.push(definition)
    if (definition.lastLine > index + 1) open.push(definition)
  }
  return found
}

interface Place {
  readonly rules: DefinitionRules
  /** What the line stands in, outermost first. */
  readonly around: readonly Definition[]
  /** Whether no bracket is open. */
  readonly isOutside: boolean
  readonly findEnd: (start: BlockStart) => BlockEnd | undefined
}

/** So many times a file is read for its blocks. Real code needs it less often than it is nested. */
const mostReadings = 50

/** Brackets that are never closed would have the rest of the file read once for each of its lines. */
function boundedSearch(masked: MaskedCode, rules: DefinitionRules): Place['findEnd'] {
  let linesLeft = mostReadings * masked.lines.length
  return (start) => {
    if (linesLeft <= 0) return undefined
    const end = findBlockEnd(masked, start, rules)
    linesLeft -= end.last - start.line + 1
    return end
  }
}

function depthOf(line: string): number {
  return [...line.matchAll(/[([{}\])]/g)].reduce((sum, [bracket]) => sum + ('([{'.includes(bracket) ? 1 : -1), 0)
}

/** The words before a name are few; patterns would take long to see that on a line without end. */
const longestHead = 300

function definitionAt(masked: MaskedCode, index: number, place: Place): Definition | undefined {
  const line = (masked.lines[index] ?? '').slice(0, longestHead)
  for (const rule of place.rules.rules) {
    const match = rule.pattern.exec(line)
    const name = match?.groups?.['name']
    if (match === null || name === undefined) continue

    const column = match.indices?.groups?.['name']?.[1] ?? 0
    const end = place.findEnd({line: index, column})
    if (end === undefined) return undefined
    const {last, hasBody} = end
    if (!isDefinition(rule, hasBody, place)) continue
    return {
      name: name.split(/::|\./).at(-1) ?? name,
      path: [...place.around.map((outer) => outer.name), ...ownerNames(match), name].join('.').replaceAll('::', '.'),
      kind: rule.kind,
      firstLine: firstLineOf(masked, index) + 1,
      line: index + 1,
      lastLine: last + 1,
      hasBody,
    }
  }
  return undefined
}

function ownerNames(match: RegExpExecArray): readonly string[] {
  return (match.groups?.['owner'] ?? '').split(/::|[.:]/).filter((name) => name !== '')
}

/** In a function, a variable is no definition, and a line without a block is a call. */
function isDefinition(rule: DefinitionRule, hasBody: boolean, {around, isOutside}: Place): boolean {
  const isInType = ['type', 'owner'].includes(around.at(-1)?.kind ?? '')
  const isInFunction = around.some(({kind}) => kind === 'function')
  if (rule.kind === 'value') return isOutside || (isInType && !isInFunction)
  return rule.needsBody !== true || hasBody || (isInType && !isInFunction)
}

function firstLineOf({lines, isComment}: MaskedCode, index: number): number {
  let first = index
  const isAbout = (line: number) => isComment[line] === true || /^\s*(?:@\w|#!?\[|\[\w)/.test(lines[line] ?? '')
  while (first > 0 && isAbout(first - 1)) first -= 1
  return first
}
