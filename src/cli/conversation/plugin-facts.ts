import type {PluginFacts} from '@codex-host/plugin-api'
import type {PluginPackage} from '../plugin-packages.ts'

/** The plugins as a user knows them, without the host itself. */
export function pluginFacts(plugins: readonly PluginPackage[]): readonly PluginFacts[] {
  return plugins
    .filter(({name}) => name !== '@codex-host/cli')
    .map(({name, version, commands = []}) => ({
      name,
      version,
      isFirstParty: name.startsWith('@codex-host/') || name.startsWith('@oclif/'),
      commands,
    }))
}
