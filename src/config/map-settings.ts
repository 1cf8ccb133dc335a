import type {ConfigProblem} from './config-problem.ts'
import {nearestName} from './nearest-name.ts'
import type {ConfigEntry} from './parse-config-text.ts'
import {type MapKeys, type MapName, mapKeys} from './map-keys.ts'
import {shownText, valueProblem} from './settings.ts'

/** One value below a name of `providers` or `models`. */
export interface MapSetting {
  readonly map: MapName
  /** The provider or model it is about. */
  readonly name: string
  /** `base_url`, or `headers.x-team`. */
  readonly key: string
  readonly value: unknown
  readonly line: number
  /** Whether the value may be a secret. */
  readonly isSecret: boolean
}

export interface MapSettings {
  /** Every name, also one without any value. */
  readonly names: readonly string[]
  readonly settings: readonly MapSetting[]
  readonly problems: readonly ConfigProblem[]
}

/** Checks what a file says below `providers` or `models`. */
export function readMapSettings(map: MapName, entries: readonly ConfigEntry[]): MapSettings {
  const parts = entries.map((entry) => readNamed(map, entry))
  return {
    names: entries.map(({key}) => key),
    settings: parts.flatMap(({settings}) => settings),
    problems: parts.flatMap(({problems}) => problems),
  }
}

type Checked = Pick<MapSettings, 'settings' | 'problems'>

function readNamed(map: MapName, {key: name, value, line, inner}: ConfigEntry): Checked {
  const {nameSchema, keys, check} = mapKeys[map]
  if (!nameSchema.safeParse(name).success) {
    const text = `"${shownText(name)}" in "${map}" must be ${nameSchema.description ?? 'another name'}`
    return {settings: [], problems: [{line, text}]}
  }
  if (inner === undefined && value !== null) {
    return {settings: [], problems: [{line, text: `"${shownText(`${map}.${name}`)}" must have keys with values`}]}
  }

  const leaves = (inner ?? []).flatMap((entry) => leavesOf(entry, keys)).map((leaf) => readLeaf({map, name}, leaf))
  const settings = leaves.flatMap((leaf) => (leaf.kind === 'setting' ? leaf.setting : []))
  const problems = leaves.flatMap((leaf) => (leaf.kind === 'problem' ? leaf.problem : []))
  const missing = problems.length === 0 ? check(settings.map((setting) => setting.key)) : undefined
  if (missing === undefined) return {settings, problems}
  return {settings, problems: [{line, text: `"${shownText(`${map}.${name}`)}" ${missing}`}]}
}

/** The keys of a group; anything else stands for itself, also where it should be no mapping. */
function leavesOf(entry: ConfigEntry, keys: MapKeys['keys']): readonly ConfigEntry[] {
  const {key, inner} = entry
  if (inner === undefined) return [entry]
  if (inner.length === 0 || !isGroup(key, keys)) return [{...entry, value: {}}]
  return inner.map((leaf) => ({...leaf, key: `${key}.${leaf.key}`, value: leaf.inner === undefined ? leaf.value : {}}))
}

function isGroup(key: string, keys: MapKeys['keys']): boolean {
  return [...keys.keys()].some((known) => known.startsWith(`${key}.`))
}

type Leaf =
  | {readonly kind: 'setting'; readonly setting: MapSetting}
  | {readonly kind: 'problem'; readonly problem: ConfigProblem}
  | {readonly kind: 'nothing'}

function readLeaf({map, name}: Pick<MapSetting, 'map' | 'name'>, {key, value, line}: ConfigEntry): Leaf {
  const {keys} = mapKeys[map]
  const full = `${map}.${name}.${key}`
  if (isGroup(key, keys)) {
    if (value === null || isMapping(value)) return {kind: 'nothing'}
    return {kind: 'problem', problem: {line, text: `"${shownText(full)}" must have keys with values`}}
  }

  const [group = key] = key.split('.')
  const schema = keys.get(key) ?? keys.get(`${group}.*`)
  if (schema === undefined) return {kind: 'problem', problem: unknownKey({full, key, keys: [...keys.keys()]}, line)}
  const isSecret = secretKeys.has(group)
  const text = valueProblem({name: full, schema, isSecret}, value)
  if (text !== undefined) return {kind: 'problem', problem: {line, text}}
  return {kind: 'setting', setting: {map, name, key, value, line, isSecret}}
}

const secretKeys: ReadonlySet<string> = new Set(['api_key', 'api_key_command', 'headers', 'query'])

function isMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function unknownKey(
  {full, key, keys}: {readonly full: string; readonly key: string; readonly keys: readonly string[]},
  line: number,
): ConfigProblem {
  const names = [...new Set(keys.flatMap((known) => [known, known.split('.')[0] ?? known]))]
  const meant = nearestName(
    key,
    names.filter((known) => !known.endsWith('*')),
  )
  const text = `the key "${shownText(full)}" is unknown`
  if (meant === undefined) return {line, text}
  return {line, text, suggestion: `Did you mean "${full.slice(0, -key.length)}${meant}"?`}
}
