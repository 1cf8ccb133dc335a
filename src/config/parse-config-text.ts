import type {Document, LineCounter, Node, Pair, YAMLMap} from 'yaml'
import {isAlias, isMap, isScalar, isSeq} from 'yaml'
import type {ConfigProblem} from './config-problem.ts'
import {lineOf, pairsOf, readDocument, tooDeep} from './read-document.ts'
import {shownText} from './settings.ts'

/**
 * One value of a file. Keys of `budget`, `memory` and `network` have their full name; every rule of `permissions` is an entry of
 * its own; `providers` and `models` have `inner` in place of a value.
 */
export interface ConfigEntry {
  readonly key: string
  readonly value: unknown
  readonly line: number
  readonly inner?: readonly ConfigEntry[]
}

export interface ParsedConfigText {
  readonly entries: readonly ConfigEntry[]
  readonly problems: readonly ConfigProblem[]
}

interface Source {
  readonly document: Document
  readonly lines: LineCounter
  /** What a mapping was read as. Read anew for every alias of it, a small file could fill the memory. */
  readonly seen: Map<YAMLMap, readonly ConfigEntry[]>
}

/** Keys whose keys are settings of their own. */
const groups: ReadonlySet<string> = new Set(['budget', 'memory', 'network'])

/** Keys with entries under names of the user's choice, and how deep these go. */
const maps: ReadonlySet<string> = new Set(['providers', 'models'])
const mapDepth = 3

/** Reads the text of a configuration file as data. Never throws, runs nothing, follows nothing. */
export function parseConfigText(text: string, format: 'yaml' | 'json'): ParsedConfigText {
  const read = readDocument(text, format)
  if (read.kind === 'broken') return {entries: [], problems: read.problems}
  try {
    return readTopLevel({document: read.document, lines: read.lines, seen: new Map()})
  } catch (error) {
    return {entries: [], problems: [tooDeep(error)]}
  }
}

function readTopLevel(source: Source): ParsedConfigText {
  const root = source.document.contents
  if (root === null || (isScalar(root) && root.value === null)) return {entries: [], problems: []}
  if (!isMap(root)) {
    return {entries: [], problems: [{line: 1, text: 'keys with values are expected, such as "model: codex-1"'}]}
  }

  return joined(pairsOf(root).map((pair) => readPair(pair, source)))
}

function joined(parts: readonly ParsedConfigText[]): ParsedConfigText {
  return {entries: parts.flatMap((part) => part.entries), problems: parts.flatMap((part) => part.problems)}
}

function readPair(pair: Pair<Node, Node | null>, source: Source): ParsedConfigText {
  const key = keyName(pair.key, source)
  const line = lineOf(pair.key, source.lines)
  const value = isAlias(pair.value) ? pair.value.resolve(source.document) : pair.value
  if (value === undefined) return {entries: [], problems: [aliasProblem(key, line)]}

  // What is left when all lines below the key are commented out.
  const isEmpty = value === null || (isScalar(value) && value.value === null)
  if (groups.has(key)) return isEmpty ? nothing : readGroup({key, node: value, line}, source)
  if (maps.has(key)) return isEmpty ? nothing : readMap({key, node: value, line}, source)
  if (key === 'permissions') return isEmpty ? nothing : readRules({key, node: value, line}, source)
  return readValue({key, node: value, line}, source)
}

interface Place {
  readonly key: string
  readonly node: Node | null
  readonly line: number
}

const nothing: ParsedConfigText = {entries: [], problems: []}

function readGroup({key, node, line}: Place, source: Source): ParsedConfigText {
  if (!isMap(node)) return {entries: [], problems: [{line, text: `"${key}" must have keys with values`}]}
  return joined(
    pairsOf(node).map((pair) =>
      readValue(
        {key: `${key}.${keyName(pair.key, source)}`, node: pair.value, line: lineOf(pair.key, source.lines)},
        source,
      ),
    ),
  )
}

function readMap({key, node, line}: Place, source: Source): ParsedConfigText {
  if (!isMap(node)) return {entries: [], problems: [{line, text: `"${key}" must have keys with values`}]}
  const {entries, problems} = readInner(node, {key, depth: mapDepth}, source)
  return {entries: [{key, value: undefined, line, inner: entries}], problems}
}

function readInner(map: YAMLMap, {key, depth}: {key: string; depth: number}, source: Source): ParsedConfigText {
  const known = source.seen.get(map)
  if (known !== undefined) return {entries: known, problems: []}

  const parts = pairsOf(map).map((pair): ParsedConfigText => {
    const name = keyName(pair.key, source)
    const line = lineOf(pair.key, source.lines)
    const value = isAlias(pair.value) ? pair.value.resolve(source.document) : pair.value
    if (value === undefined) return {entries: [], problems: [aliasProblem(`${key}.${name}`, line)]}
    if (depth === 1 || !isMap(value)) return readValue({key: name, node: value, line}, source)
    const inner = readInner(value, {key: `${key}.${name}`, depth: depth - 1}, source)
    return {entries: [{key: name, value: undefined, line, inner: inner.entries}], problems: inner.problems}
  })
  const read = joined(parts)
  source.seen.set(map, read.entries)
  return read
}

function readRules({node: list, line}: Place, source: Source): ParsedConfigText {
  if (!isSeq(list)) return {entries: [], problems: [{line, text: '"permissions" must have a list of rules'}]}
  return joined(
    (list.items as Node[]).map((node) =>
      readValue({key: 'permissions', node, line: lineOf(node, source.lines)}, source),
    ),
  )
}

function readValue(place: Place, source: Source): ParsedConfigText {
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
