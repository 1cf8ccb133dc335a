import type {Config} from './config.ts'
import {parseDurationMs} from './duration.ts'
import type {Settings} from './settings.ts'
import {absolutePath} from './to-map-configs.ts'

/** The settings in the words of the host, without those that are lists and maps. `home` stands for `~`. */
export function toConfig(settings: Settings, home: string): Omit<Config, 'rules' | 'providers' | 'models'> {
  return {
    ...modelSettings(settings),
    ...serverSettings(settings, home),
    approvalMode: settings.approval_mode,
    sandbox: settings.sandbox,
    isolation: settings.isolation,
    allowHosts: settings['network.allow_hosts'],
    verify: settings.verify === 'off' ? {kind: 'off'} : {kind: 'command', line: settings.verify},
    budget: {
      maxSteps: settings['budget.max_steps'],
      maxIterations: settings['budget.max_iterations'],
      maxTokens: settings['budget.max_tokens'],
      maxTimeMs: maxTimeMs(settings['budget.max_time']),
      ...(settings['budget.max_cost'] !== undefined && {maxCostUsd: settings['budget.max_cost']}),
    },
  }
}

function modelSettings(settings: Settings) {
  const {stop} = settings
  return {
    model: settings.model,
    ...(settings.temperature !== undefined && {temperature: settings.temperature}),
    ...(settings.writable !== undefined && {writable: [settings.writable].flat()}),
    ...(settings.max_output_tokens !== undefined && {maxOutputTokens: settings.max_output_tokens}),
    ...(settings.reasoning !== undefined && {reasoning: settings.reasoning}),
    ...(stop !== undefined && {stop: typeof stop === 'string' ? [stop] : stop}),
    stream: settings.stream,
    keepsState: settings.store,
    cache: settings.cache,
    memory: {mode: settings['memory.mode'], messages: settings['memory.messages']},
  }
}

function serverSettings(settings: Settings, home: string) {
  return {
    provider: settings.provider,
    ...(settings.wire !== undefined && {wire: settings.wire}),
    ...(settings.api_key !== undefined && {apiKey: settings.api_key}),
    ...(settings.api_key_command !== undefined && {apiKeyCommand: settings.api_key_command}),
    ...(settings.base_url !== undefined && {baseUrl: settings.base_url}),
    ...(settings.ca_file !== undefined && {caFile: absolutePath(settings.ca_file, home)}),
    ...(settings.proxy !== undefined && {proxy: settings.proxy}),
    timeoutMs: settings.timeout * 1_000,
  }
}

function maxTimeMs(text: string): number {
  const durationMs = parseDurationMs(text)
  if (durationMs === undefined) throw new Error('the schema lets only times pass')
  return durationMs
}
