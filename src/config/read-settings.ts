import type {Rule} from './config.ts'
import type {ConfigProblem} from './config-problem.ts'
import {type MapSettings, readMapSettings} from './map-settings.ts'
import {nearestName} from './nearest-name.ts'
import type {ConfigEntry} from './parse-config-text.ts'
import {expectedRule, parseRule} from './parse-rule.ts'
import type {SettingKey} from './settings.ts'
import {isSettingKey, settingKeys, settingProblem, shownText} from './settings.ts'

/** A value of one key from one file, variable or flag. */
export interface Setting {
  readonly key: SettingKey
  readonly value: unknown
  readonly line: number
}

export type FileRule = Pick<Rule, 'effect' | 'tool' | 'pattern'> & {readonly line: number}

type NamedSettings = Pick<MapSettings, 'names' | 'settings'>

export interface FileSettings {
  readonly settings: readonly Setting[]
  readonly rules: readonly FileRule[]
  readonly providers: NamedSettings
  readonly models: NamedSettings
  readonly problems: readonly ConfigProblem[]
}

/** Checks the entries of a file against the keys of this version. */
export function readSettings(entries: readonly ConfigEntry[]): FileSettings {
  const settings: Setting[] = []
  const rules: FileRule[] = []
  const providers = readMapSettings('providers', innerOf('providers', entries))
  const models = readMapSettings('models', innerOf('models', entries))
  const problems: ConfigProblem[] = [...providers.problems, ...models.problems]

  for (const {key, value, line, inner} of entries) {
    if (inner !== undefined) continue
    if (key === 'permissions') {
      const rule = parseRule(value)
      if (rule === undefined) problems.push({line, text: `each of "permissions" must be ${expectedRule}`})
      else rules.push({...rule, line})
    } else if (isSettingKey(key)) {
      const problem = settingProblem(key, value)
      if (problem === undefined) settings.push({key, value, line})
      else problems.push({line, text: problem})
    } else problems.push(unknownKey(key, line))
  }
  return {
    settings,
    rules,
    providers: {names: providers.names, settings: providers.settings},
    models: {names: models.names, settings: models.settings},
    problems,
  }
}

function innerOf(map: string, entries: readonly ConfigEntry[]): readonly ConfigEntry[] {
  return entries.find(({key}) => key === map)?.inner ?? []
}

function unknownKey(key: string, line: number): ConfigProblem {
  if (key === '$import') return {line, text: '"$import" is not possible: a configuration file brings in no other file'}

  const names = [...settingKeys, 'permissions', 'providers', 'models', 'budget', 'network', 'memory']
  const meant = names.find((name) => name.endsWith(`.${key}`)) ?? nearestName(key, names)
  const text = `the key "${shownText(key)}" is unknown`
  return meant === undefined ? {line, text} : {line, text, suggestion: `Did you mean "${meant}"?`}
}
