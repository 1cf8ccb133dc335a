import type {ProviderDefinition} from '@codex-host/plugin-api'
import type {ProviderConfig} from '../../config/config.ts'
import {absolutePath} from '../../config/to-map-configs.ts'
import {providers} from '../../model/providers.ts'
import {loadPluginProvider} from './load-plugin-provider.ts'
import {declaredNames} from '../plugin-declarations.ts'
import type {PluginPackage} from '../plugin-packages.ts'
import type {Setup} from '../resolve-setup.ts'

/**
 * The setup with the provider that it chooses, where that one comes from a plugin: below what the user says of it, as
 * if the user had written it. A plugin cannot stand in for a provider that codex knows.
 * @throws CodexError with exit code 11 for a plugin that does not fit or is broken, when it is the one that was chosen.
 */
export async function withPluginProvider(setup: Setup, plugins: readonly PluginPackage[]): Promise<Setup> {
  const {config} = setup.loaded
  const {provider: name} = config
  const named = {...setup, pluginProviders: declaredNames('providers', plugins)}
  if (Object.hasOwn(providers, name)) return named
  const found = await loadPluginProvider(name, plugins)
  if (found === undefined) return named

  const {models = {}, ...definition} = found
  const own = Object.hasOwn(config.providers, name) ? config.providers[name] : undefined
  const provider = corrected(withPath(definition, setup.home), own)
  const chosen = {
    ...config,
    providers: {...config.providers, [name]: provider},
    models: correctedEach(models, config.models),
  }
  return {...named, loaded: {...setup.loaded, config: chosen}}
}

function withPath(definition: Omit<ProviderDefinition, 'models'>, home: string): ProviderConfig {
  const {caFile} = definition
  return caFile === undefined ? definition : {...definition, caFile: absolutePath(caFile, home)}
}

function corrected(base: ProviderConfig, own: ProviderConfig = {}): ProviderConfig {
  return {
    ...base,
    ...own,
    headers: {...base.headers, ...own.headers},
    query: {...base.query, ...own.query},
  }
}

function correctedEach<Entry extends object>(
  base: Readonly<Record<string, Entry>>,
  own: Readonly<Record<string, Entry>>,
): Readonly<Record<string, Entry>> {
  const names = new Set([...Object.keys(base), ...Object.keys(own)])
  const entries = [...names].map((name) => [name, {...valueOf(base, name), ...valueOf(own, name)}])
  return Object.fromEntries(entries) as Readonly<Record<string, Entry>>
}

function valueOf<Entry>(record: Readonly<Record<string, Entry>>, name: string): Entry | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}
