import type {LoadedConfig, Rule} from './config.ts'
import {durationText} from './duration.ts'
import type {SettingKey, Settings} from './settings.ts'
import {settingKeys} from './settings.ts'

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
    return value === undefined || origin === undefined ? [] : [{key, value: String(value), origin: origin.place}]
  })
  const rules = loaded.config.rules.map((rule) => ({key: 'permissions', value: ruleText(rule), origin: rule.place}))
  return [...settings, ...rules]
}

function shownSettings({config}: LoadedConfig): Readonly<Record<SettingKey, Settings[SettingKey]>> {
  return {
    model: config.model,
    provider: config.provider,
    wire: config.wire,
    api_key: config.apiKey === undefined ? undefined : hinted(config.apiKey),
    base_url: config.baseUrl === undefined ? undefined : withoutUser(config.baseUrl),
    timeout: config.timeoutMs / 1_000,
    temperature: config.temperature,
    max_output_tokens: config.maxOutputTokens,
    reasoning: config.reasoning,
    approval_mode: config.approvalMode,
    sandbox: config.sandbox,
    isolation: config.isolation,
    verify: config.verify.kind === 'off' ? 'off' : config.verify.line,
    'budget.max_steps': config.budget.maxSteps,
    'budget.max_iterations': config.budget.maxIterations,
    'budget.max_tokens': config.budget.maxTokens,
    'budget.max_time': durationText(config.budget.maxTimeMs),
  }
}

/** Enough to tell two keys apart, and of no use to anybody else. */
function hinted(key: string): string {
  return key.length < 16 ? '…' : `${key.startsWith('sk-') ? 'sk-' : ''}…${key.slice(-4)}`
}

function withoutUser(address: string): string {
  const url = new URL(address)
  if (url.username === '' && url.password === '') return address
  url.username = '…'
  url.password = ''
  return url.href
}

function ruleText({effect, tool, pattern}: Rule): string {
  return `${effect} ${tool} ${JSON.stringify(pattern)}`
}
