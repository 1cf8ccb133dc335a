import type {KeyCommand, LoadedConfig, MapValue, Rule} from './config.ts'
import {durationText} from './duration.ts'
import type {SettingKey, Settings} from './settings.ts'
import {settingKeys, shownText} from './settings.ts'

export interface ConfigRow {
  readonly key: string
  readonly value: string
  /** Where the value came from, in words. */
  readonly origin: string
}

/** The configuration as rows for people and programs. Secrets are only hinted at. */
export function describeConfig(loaded: LoadedConfig): readonly ConfigRow[] {
  const values = shownSettings(loaded)
  const settings = settingKeys.flatMap((key) => {
    const value = values[key]
    const origin = loaded.origins[key]
    return value === undefined || origin === undefined ? [] : [{key, value: shownValue(value), origin: origin.place}]
  })
  const maps = loaded.mapValues.map((entry) => ({
    key: entry.key,
    value: entry.isSecret ? secretText(entry) : shownValue(entry.value),
    origin: entry.origin.place,
  }))
  const rules = loaded.config.rules.map((rule) => ({key: 'permissions', value: ruleText(rule), origin: rule.place}))
  return [...settings, ...maps, ...rules]
}

function shownSettings({config}: LoadedConfig): Readonly<Record<SettingKey, Settings[SettingKey]>> {
  return {
    model: config.model,
    provider: config.provider,
    wire: config.wire,
    api_key: config.apiKey === undefined ? undefined : hinted(config.apiKey),
    api_key_command: config.apiKeyCommand === undefined ? undefined : commandText(config.apiKeyCommand),
    base_url: config.baseUrl,
    ca_file: config.caFile,
    proxy: config.proxy,
    timeout: config.timeoutMs / 1_000,
    temperature: config.temperature,
    max_output_tokens: config.maxOutputTokens,
    stop: config.stop === undefined ? undefined : [...config.stop],
    stream: config.stream,
    store: config.keepsState,
    cache: config.cache,
    'memory.mode': config.memory.mode,
    'memory.messages': config.memory.messages,
    reasoning: config.reasoning,
    approval_mode: config.approvalMode,
    sandbox: config.sandbox,
    isolation: config.isolation,
    writable: config.writable === undefined ? undefined : [...config.writable],
    'network.allow_hosts': [...config.allowHosts],
    verify: config.verify.kind === 'off' ? 'off' : config.verify.line,
    'budget.max_steps': config.budget.maxSteps,
    'budget.max_iterations': config.budget.maxIterations,
    'budget.max_tokens': config.budget.maxTokens,
    'budget.max_cost': config.budget.maxCostUsd,
    'budget.max_time': durationText(config.budget.maxTimeMs),
  }
}

function shownValue(value: unknown): string {
  if (typeof value !== 'string') return Array.isArray(value) ? JSON.stringify(value) : String(value)
  return value.startsWith('http') ? withoutUser(value) : value
}

function secretText({key, value}: MapValue): string {
  if (key.endsWith('.api_key_command')) return commandText(value as KeyCommand)
  return hinted(String(value))
}

/** Somebody may have written a key into the command. */
function commandText(command: KeyCommand): string {
  return shownText(typeof command === 'string' ? command : JSON.stringify(command))
}

/** Enough to tell two keys apart, and of no use to anybody else. */
function hinted(key: string): string {
  return key.length < 16 ? '…' : `${key.startsWith('sk-') ? 'sk-' : ''}…${key.slice(-4)}`
}

function withoutUser(address: string): string {
  return address.replace(/\/\/[^/]*@/, '//…@')
}

function ruleText({effect, tool, pattern}: Rule): string {
  return `${effect} ${tool} ${JSON.stringify(pattern)}`
}
