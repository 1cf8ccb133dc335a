import type {Document, Node, Pair, YAMLError} from 'yaml'
import {isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument} from 'yaml'
import type {ConfigProblem} from './config-problem.ts'
import {shownText} from './settings.ts'

/** One value of a file. Keys of `budget` have their full name; every rule of `permissions` is an entry of its own. */
export interface ConfigEntry {
  readonly key: string
  readonly value: unknown
  readonly line: number
}

export interface ParsedConfigText {
  readonly entries: readonly ConfigEntry[]
  readonly problems: readonly ConfigProblem[]
}

interface Source {
  readonly document: Document
  readonly lines: LineCounter
}

/** The parser's own messages quote the text, and the text may hold a key; so they are said again in our words. */
const yamlProblems: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  TAB_AS_INDENT: 'a tab is used as indentation, where YAML needs spaces',
  MULTIPLE_DOCS: 'a second document begins, and one is expected',
  BAD_INDENT: 'the indentation does not fit the lines before',
  MISSING_CHAR: 'the YAML is broken: a quote, bracket or comma is missing',
}

/** Reads the text of a configuration file as data. Never throws, runs nothing, follows nothing. */
export function parseConfigText(text: string, format: 'yaml' | 'json'): ParsedConfigText {
  const plain = text.replace(/^\uFEFF/, '')
  const broken = format === 'json' ? jsonProblem(plain) : undefined
  if (broken !== undefined) return {entries: [], problems: [broken]}

  const lines = new LineCounter()
  // In valid JSON a tab is only ever a blank between values; YAML is stricter about them.
  const yaml = format === 'json' ? plain.replaceAll('\t', ' ') : plain
  const document = parseDocument(yaml, {lineCounter: lines, prettyErrors: false, merge: false, logLevel: 'error'})
  if (document.errors.length > 0) {
    return {entries: [], problems: document.errors.map((error) => yamlProblem(error, yaml, lines))}
  }
  return readTopLevel({document, lines})
}

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

function yamlProblem(error: YAMLError, text: string, lines: LineCounter): ConfigProblem {
  const line = lines.linePos(error.pos[0]).line
  if (error.code === 'DUPLICATE_KEY') {
    const key = /^["']?([\w.$-]+)/.exec(text.slice(error.pos[0]))?.[1] ?? 'a key'
    return {line, text: `the key "${shownText(key)}" is given twice`}
  }
  return {line, text: yamlProblems[error.code] ?? 'the YAML is broken here'}
}

function readTopLevel(source: Source): ParsedConfigText {
  const root = source.document.contents
  if (root === null || (isScalar(root) && root.value === null)) return {entries: [], problems: []}
  if (!isMap(root)) {
    return {entries: [], problems: [{line: 1, text: 'keys with values are expected, such as "model: codex-1"'}]}
  }

  return joined((root.items as Pair<Node, Node | null>[]).map((pair) => readPair(pair, source)))
}

function joined(parts: readonly ParsedConfigText[]): ParsedConfigText {
  return {entries: parts.flatMap((part) => part.entries), problems: parts.flatMap((part) => part.problems)}
}

function readPair(pair: Pair<Node, Node | null>, source: Source): ParsedConfigText {
  const key = keyName(pair.key, source)
  const line = lineOf(pair.key, source)
  const value = isAlias(pair.value) ? pair.value.resolve(source.document) : pair.value
  if (value === undefined) return {entries: [], problems: [aliasProblem(key, line)]}

  const isEmpty = value === null || (isScalar(value) && value.value === null)

  if (key === 'budget' || key === 'permissions') {
    // What is left when all lines below the key are commented out.
    if (isEmpty) return {entries: [], problems: []}
    if (key === 'budget' && isMap(value)) return readBudget(value.items as Pair<Node, Node | null>[], source)
    if (key === 'permissions' && isSeq(value)) return readRules(value.items as Node[], source)
    const expected = key === 'budget' ? 'keys with values' : 'a list of rules'
    return {entries: [], problems: [{line, text: `"${key}" must have ${expected}`}]}
  }
  return readValue({key, node: value, line}, source)
}

function readBudget(pairs: readonly Pair<Node, Node | null>[], source: Source): ParsedConfigText {
  return joined(
    pairs.map((pair) =>
      readValue({key: `budget.${keyName(pair.key, source)}`, node: pair.value, line: lineOf(pair.key, source)}, source),
    ),
  )
}

function readRules(nodes: readonly Node[], source: Source): ParsedConfigText {
  return joined(nodes.map((node) => readValue({key: 'permissions', node, line: lineOf(node, source)}, source)))
}

function readValue(place: {key: string; node: Node | null; line: number}, source: Source): ParsedConfigText {
  const {key, node, line} = place
  try {
    return {entries: [{key, value: node?.toJS(source.document, {maxAliasCount: 100}), line}], problems: []}
  } catch {
    // Thousands of values from a few aliases, or an alias of nothing.
    return {entries: [], problems: [aliasProblem(key, line)]}
  }
}

function aliasProblem(key: string, line: number): ConfigProblem {
  return {line, text: `the value of "${shownText(key)}" has an alias that cannot be followed`}
}

function keyName(node: Node, source: Source): string {
  return isScalar(node) ? String(node.value) : String(node.toJS(source.document))
}

function lineOf(node: Node, {lines}: Source): number {
  return lines.linePos(node.range?.[0] ?? 0).line
}
