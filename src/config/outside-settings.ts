import {CodexError} from '@codex-host/plugin-api'
import type {SettingKey} from './settings.ts'
import {settingKeys, settingProblem} from './settings.ts'

/** A value from a variable or a flag, with the name of it. */
export interface OutsideSetting {
  readonly key: SettingKey
  readonly value: unknown
  readonly place: string
}

/** Names that other programs know these keys by. Our own name for the key goes first. */
const commonVariables: Readonly<Partial<Record<SettingKey, string>>> = {
  api_key: 'OPENAI_API_KEY',
  base_url: 'OPENAI_BASE_URL',
}

const flagNames: Readonly<Partial<Record<SettingKey, string>>> = {
  model: 'model',
  provider: 'provider',
  temperature: 'temperature',
  max_output_tokens: 'max-output-tokens',
  stop: 'stop',
  stream: 'stream',
  cache: 'cache',
  reasoning: 'reasoning',
  approval_mode: 'approval-mode',
  sandbox: 'sandbox',
  isolation: 'isolation',
  writable: 'writable',
  'network.allow_hosts': 'allow-host',
  verify: 'verify',
  'budget.max_steps': 'max-steps',
  'budget.max_iterations': 'max-iterations',
  'budget.max_tokens': 'max-tokens',
  'budget.max_cost': 'max-cost',
  'budget.max_time': 'max-time',
}

const numberKeys: ReadonlySet<SettingKey> = new Set<SettingKey>([
  'timeout',
  'temperature',
  'max_output_tokens',
  'memory.messages',
  'budget.max_steps',
  'budget.max_iterations',
  'budget.max_tokens',
  'budget.max_cost',
])

const truthKeys: ReadonlySet<SettingKey> = new Set<SettingKey>(['sandbox', 'stream', 'store'])

/** In a variable these may be a list, written as JSON. */
const listKeys: ReadonlySet<SettingKey> = new Set<SettingKey>(['api_key_command', 'stop', 'writable'])

/** Every key as `CODEX_…`. An empty variable counts as none. */
export function environmentSettings(env: Readonly<Record<string, string | undefined>>): readonly OutsideSetting[] {
  return settingKeys.flatMap((key) => {
    const place = variableNames(key).find((name) => env[name] !== undefined && env[name] !== '')
    return place === undefined ? [] : [checked({key, value: fromText(key, env[place]), place}, 3)]
  })
}

export function flagSettings(flags: Readonly<Record<string, unknown>>): readonly OutsideSetting[] {
  return settingKeys.flatMap((key) => {
    const name = flagNames[key]
    const value = name === undefined || !Object.hasOwn(flags, name) ? undefined : flags[name]
    return value === undefined ? [] : [checked({key, value: fromText(key, value), place: `--${name}`}, 2)]
  })
}

function variableNames(key: SettingKey): readonly string[] {
  const own = `CODEX_${key.replaceAll('.', '_').toUpperCase()}`
  const common = commonVariables[key]
  return common === undefined ? [own] : [own, common]
}

function fromText(key: SettingKey, value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (truthKeys.has(key) && (value === 'true' || value === 'false')) return value === 'true'
  if (key === 'network.allow_hosts') return value.split(/[\s,]+/).filter((host) => host !== '')
  if (listKeys.has(key)) return listFromText(value)
  return numberKeys.has(key) && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value
}

function listFromText(text: string): unknown {
  if (!text.startsWith('[')) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function checked(setting: OutsideSetting, exitCode: 2 | 3): OutsideSetting {
  const problem = settingProblem(setting.key, setting.value)
  if (problem === undefined) return setting
  throw new CodexError(`${setting.place}: ${problem}. Nothing was started.`, {
    code: exitCode === 2 ? 'USAGE' : 'CONFIG_INVALID',
    exitCode,
  })
}
