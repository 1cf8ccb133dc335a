import path from 'node:path'
import {z} from 'zod'
import type {ModelConfig, ProviderConfig} from './config.ts'
import type {MapSetting} from './map-settings.ts'

/** What `providers` says, by name. `home` is absolute and stands for `~`. */
export function toProviderConfigs(named: NamedSettings, home: string): Readonly<Record<string, ProviderConfig>> {
  return byName(named, (values) => {
    const {base_url, api_key_env, api_key_command, api_key, ca_file, allow_http, api_version, ...same} =
      providerValues.parse(values)
    return defined({
      ...same,
      baseUrl: base_url,
      apiKeyEnv: api_key_env,
      apiKeyCommand: api_key_command,
      apiKey: api_key,
      caFile: ca_file === undefined ? undefined : absolutePath(ca_file, home),
      allowHttp: allow_http,
      apiVersion: api_version,
    })
  })
}

/** What `models` says, by name. */
export function toModelConfigs(named: NamedSettings): Readonly<Record<string, ModelConfig>> {
  return byName(named, (values) => {
    const {context_window, wire, fim, fim_tokens, tools, reasoning, price} = modelValues.parse(values)
    return defined({
      contextWindow: context_window,
      wire,
      fillsInMiddle: fim,
      fillTokens: fim_tokens,
      callsTools: tools,
      reasons: reasoning,
      price: price && defined({input: price.input, cachedInput: price.cached_input, output: price.output}),
    })
  })
}

/** A path as it is written in the configuration: absolute, or below `~`. */
export function absolutePath(written: string, home: string): string {
  return written.startsWith('~/') ? path.join(home, written.slice(2)) : path.normalize(written)
}

export interface NamedSettings {
  readonly names: readonly string[]
  readonly settings: readonly MapSetting[]
}

// Each value was checked with its line; here the types are recovered.
const wire = z.enum(['responses', 'chat', 'completions'])
const texts = z.record(z.string(), z.string())
const providerValues = z
  .object({
    kind: z.string(),
    base_url: z.string(),
    wire,
    headers: texts,
    query: texts,
    api_key_env: z.string(),
    api_key_command: z.union([z.string(), z.array(z.string())]),
    api_key: z.string(),
    ca_file: z.string(),
    allow_http: z.boolean(),
    endpoint: z.string(),
    deployment: z.string(),
    api_version: z.string(),
    auth: z.enum(['key', 'token']),
  })
  .partial()
const modelValues = z
  .object({
    context_window: z.number(),
    wire,
    fim: z.boolean(),
    fim_tokens: z.object({prefix: z.string(), suffix: z.string(), middle: z.string()}),
    tools: z.boolean(),
    reasoning: z.boolean(),
    price: z.object({input: z.number(), cached_input: z.number().optional(), output: z.number()}),
  })
  .partial()

function byName<Entry>(
  {names, settings}: NamedSettings,
  toEntry: (values: Readonly<Record<string, unknown>>) => Entry,
): Readonly<Record<string, Entry>> {
  return Object.fromEntries(
    names.map((name) => [name, toEntry(toValues(settings.filter((setting) => setting.name === name)))]),
  )
}

/** `headers.x-team` becomes a key of `headers`. */
function toValues(settings: readonly MapSetting[]): Readonly<Record<string, unknown>> {
  const groups = Object.groupBy(settings, ({key}) => key.split('.')[0] ?? key)
  return Object.fromEntries(
    Object.entries(groups).map(([group, members = []]) => {
      const [first] = members
      if (first?.key === group) return [group, first.value]
      return [group, Object.fromEntries(members.map(({key, value}) => [key.slice(group.length + 1), value]))]
    }),
  )
}

function defined<Values extends object>(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Values
}
