import type {Rule} from './config.ts'
import type {ConfigProblem} from './config-problem.ts'
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

export interface FileSettings {
  readonly settings: readonly Setting[]
  readonly rules: readonly FileRule[]
  readonly problems: readonly ConfigProblem[]
}

/** Checks the entries of a file against the keys of this version. */
export function readSettings(entries: readonly ConfigEntry[]): FileSettings {
  const settings: Setting[] = []
  const rules: FileRule[] = []
  const problems: ConfigProblem[] = []

  for (const {key, value, line} of entries) {
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
  return {settings, rules, problems}
}

function unknownKey(key: string, line: number): ConfigProblem {
  if (key === '$import') return {line, text: '"$import" is not possible: a configuration file brings in no other file'}

  const names = [...settingKeys, 'permissions', 'budget']
  const meant = names.find((name) => name.endsWith(`.${key}`)) ?? nearestName(key, names)
  const text = `the key "${shownText(key)}" is unknown`
  return meant === undefined ? {line, text} : {line, text, suggestion: `Did you mean "${meant}"?`}
}
