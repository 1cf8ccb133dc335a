import path from 'node:path'
import type {ConfigProblem} from './config-problem.ts'
import {parseDurationMs} from './duration.ts'
import type {ConfigEntry} from './parse-config-text.ts'
import type {FileSettings, Setting} from './read-settings.ts'
import type {SettingKey, Settings} from './settings.ts'
import {approvalModes} from './settings.ts'

const sendsElsewhere = 'a project must not decide where your key and your code are sent'
const loosensBudgets = 'a project must not decide what your budgets count'
const runsPrograms = 'a project must not run programs outside the sandbox'

/** Keys that only the user may set, those of later versions included. */
const userKeys: ReadonlyMap<string, string> = new Map([
  ['api_key', sendsElsewhere],
  ['api_key_command', runsPrograms],
  ['base_url', sendsElsewhere],
  ['ca_file', sendsElsewhere],
  ['headers', sendsElsewhere],
  ['hooks', runsPrograms],
  ['models', loosensBudgets],
  ['network', sendsElsewhere],
  ['provider', sendsElsewhere],
  ['providers', sendsElsewhere],
  ['proxy', sendsElsewhere],
  ['store', 'a project must not decide what a provider keeps of your code'],
  ['wire', sendsElsewhere],
])

export function isUserOnly(key: string): boolean {
  return userReason(key) !== undefined
}

/** Also for a key of a group, such as `network.allow_hosts`. */
function userReason(key: string): string | undefined {
  return userKeys.get(key) ?? userKeys.get(key.split('.')[0] ?? key)
}

/** What of a project's file only the user may set, whatever the value. */
export function userOnlyProblems(entries: readonly ConfigEntry[]): readonly ConfigProblem[] {
  return entries.flatMap(({key, line}) => {
    const because = userReason(key)
    return because === undefined ? [] : [{line, text: `"${key}" cannot be set by a project: ${because}`}]
  })
}

/** What of a project's file would loosen what holds without it. `base` are the user's settings over the defaults. */
export function looseningProblems(
  {settings, rules}: Pick<FileSettings, 'settings' | 'rules'>,
  base: Settings,
): readonly ConfigProblem[] {
  return [
    ...settings.flatMap((setting) => loosening(setting, base) ?? []),
    ...rules
      .filter((rule) => rule.effect === 'allow')
      .map(({line}) => ({
        line,
        text: 'a project cannot have an "allow" rule: it may tighten what is asked, not loosen it',
      })),
  ]
}

function loosening({key, value, line}: Setting, base: Settings): ConfigProblem | undefined {
  const text = isBudget(key) ? budgetProblem(key, {value, base}) : limits[key]?.(value, base)
  return text === undefined ? undefined : {line, text}
}

/** What is wrong with a project's value of a key, where anything can be. */
const limits: Readonly<Partial<Record<SettingKey, (value: unknown, base: Settings) => string | undefined>>> = {
  sandbox: (value) => (value === true ? undefined : '"sandbox" can only be true in a project: the user chooses how'),
  isolation: (value) => (value === 'copy' ? undefined : '"isolation" can only be copy in a project'),
  approval_mode: (value, base) => {
    if (strictness(value) >= strictness(base.approval_mode)) return undefined
    return `"approval_mode" cannot be loosened by a project, from ${base.approval_mode} to ${String(value)}`
  },
  verify: (value, base) => {
    if (value !== 'off' || base.verify === 'off') return undefined
    return `"verify" cannot be turned off by a project: you set it to "${base.verify}"`
  },
  cache: (value, base) => {
    if (value === 'off' || base.cache !== 'off') return undefined
    return '"cache" cannot be turned on by a project: you turned it off'
  },
  writable: (value, base) => {
    if (isWithin(value, base.writable)) return undefined
    return `"writable" can only be narrowed by a project: you set it to ${JSON.stringify(base.writable)}`
  },
}

function budgetProblem(
  key: Extract<SettingKey, `budget.${string}`>,
  {value, base}: {readonly value: unknown; readonly base: Settings},
): string | undefined {
  if (amount(value) <= amount(base[key])) return undefined
  return `"${key}" can only be lowered by a project, and ${String(value)} is more than ${base[key]}`
}

/** Whether every folder lies at or below one of the user's. */
function isWithin(value: unknown, base: Settings['writable']): boolean {
  if (base === undefined) return true
  const outer = [base].flat().map(plainFolder)
  return [value].flat().every((folder) => {
    const inner = plainFolder(String(folder))
    return outer.some((root) => root === '.' || inner === root || inner.startsWith(`${root}/`))
  })
}

function plainFolder(folder: string): string {
  return path.posix.normalize(folder).replace(/\/$/, '')
}

function isBudget(key: SettingKey): key is Extract<SettingKey, `budget.${string}`> {
  return key.startsWith('budget.')
}

function strictness(mode: unknown): number {
  return approvalModes.length - approvalModes.findIndex((name) => name === mode)
}

function amount(value: unknown): number {
  if (value === undefined) return Number.POSITIVE_INFINITY
  return typeof value === 'string' ? (parseDurationMs(value) ?? 0) : Number(value)
}

/** Whether the project's value takes effect. Asking for a sandbox does not replace the one that the user chose. */
export function tightens({key}: {readonly key: SettingKey}, base: Settings): boolean {
  return key !== 'sandbox' || base.sandbox === false || base.sandbox === 'none'
}
