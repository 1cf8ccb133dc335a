import type {Document, Node, Pair, YAMLError, YAMLMap} from 'yaml'
import {isScalar, LineCounter, parseDocument, visit} from 'yaml'
import type {ConfigProblem} from './config-problem.ts'
import {shownText} from './settings.ts'

export type ReadDocument =
  | {readonly kind: 'document'; readonly document: Document; readonly lines: LineCounter}
  | {readonly kind: 'broken'; readonly problems: readonly ConfigProblem[]}

/** Parses the text of a configuration file, in a time that grows with its length. Never throws. */
export function readDocument(text: string, format: 'yaml' | 'json'): ReadDocument {
  const plain = text.replace(/^\uFEFF/, '')
  const broken = format === 'json' ? jsonProblem(plain) : undefined
  if (broken !== undefined) return {kind: 'broken', problems: [broken]}

  const lines = new LineCounter()
  // In valid JSON a tab is only ever a blank between values; YAML is stricter about them.
  const yaml = format === 'json' ? plain.replaceAll('\t', ' ') : plain
  try {
    const document = parseDocument(yaml, {...parseOptions, lineCounter: lines})
    const problems = [...document.errors.map((error) => yamlProblem(error, lines)), ...ownProblems(document, lines)]
    return problems.length > 0 ? {kind: 'broken', problems} : {kind: 'document', document, lines}
  } catch (error) {
    return {kind: 'broken', problems: [tooDeep(error)]}
  }
}

/** The parser calls itself for each level. */
export function tooDeep(error: unknown): ConfigProblem {
  if (!(error instanceof RangeError)) throw error
  return {line: 1, text: 'the values are nested too deeply'}
}

// The library compares each key with all others of its mapping: a file of 1 MiB would keep us busy for minutes.
const parseOptions = {prettyErrors: false, merge: false, uniqueKeys: false, logLevel: 'error'} as const

/** The library looks through the whole document for each alias. */
const mostAliases = 100

function jsonProblem(text: string): ConfigProblem | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    const reported = /position (\d+)/.exec(String(error))?.[1]
    const position = reported === undefined ? endOfTokens(text) : Number(reported)
    return {line: text.slice(0, position).trimEnd().split('\n').length, text: 'the JSON is broken here'}
  }
}

/** JSON.parse says no position where it meets a word that is no part of JSON. */
function endOfTokens(text: string): number {
  const token = /\s+|"(?:[^"\\\n]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[{}[\],:]/y
  let position = 0
  while (token.test(text)) position = token.lastIndex
  return position
}

function yamlProblem(error: YAMLError, lines: LineCounter): ConfigProblem {
  const {line} = lines.linePos(error.pos[0])
  return {line, text: yamlProblems[error.code] ?? 'the YAML is broken here'}
}

function ownProblems(document: Document, lines: LineCounter): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = []
  let aliases = 0
  visit(document, {
    Alias: (_, alias) => {
      aliases += 1
      if (aliases <= mostAliases) return undefined
      problems.push({line: lineOf(alias, lines), text: `the file has more than ${mostAliases} aliases`})
      return visit.BREAK
    },
    Map: (_, map) => {
      for (const problem of doubleKeys(map, lines)) problems.push(problem)
    },
  })
  return problems
}

function doubleKeys(map: YAMLMap, lines: LineCounter): readonly ConfigProblem[] {
  const keys = new Set<unknown>()
  return pairsOf(map).flatMap(({key}) => {
    if (!isScalar(key)) return []
    if (!keys.has(key.value)) {
      keys.add(key.value)
      return []
    }
    const name = /^[\w.$-]+/.exec(String(key.value))?.[0] ?? 'a key'
    return [{line: lineOf(key, lines), text: `the key "${shownText(name)}" is given twice`}]
  })
}

/** The parser's own messages quote the text, and the text may hold a key; so they are said again in our words. */
const yamlProblems: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  TAB_AS_INDENT: 'a tab is used as indentation, where YAML needs spaces',
  MULTIPLE_DOCS: 'a second document begins, and one is expected',
  BAD_INDENT: 'the indentation does not fit the lines before',
  MISSING_CHAR: 'the YAML is broken: a quote, bracket or comma is missing',
}

/** What a mapping consists of, in the types that parsing gives. */
export function pairsOf(map: YAMLMap): readonly Pair<Node, Node | null>[] {
  return map.items as Pair<Node, Node | null>[]
}

/** The line of the file on which a node begins. */
export function lineOf(node: Node, lines: LineCounter): number {
  return lines.linePos(node.range?.[0] ?? 0).line
}
