import type {ProviderDefinition} from '@codex-host/plugin-api'
import {type LoadLimits, loadPluginModule, type PartWords, WrongDescription} from '../load-plugin-module.ts'
import type {PluginPackage} from '../plugin-packages.ts'

const words: PartWords = {
  part: 'providers',
  noun: 'provider',
  code: 'PLUGIN_PROVIDER',
  undone: 'nothing was sent',
  otherwise: 'choose another provider with -p',
}

/**
 * Loads the provider of this name from the plugin that declares it; nothing where none does.
 * @throws CodexError with exit code 11, as `loadPluginModule` does.
 */
export async function loadPluginProvider(
  name: string,
  plugins: readonly PluginPackage[],
  limits?: LoadLimits,
): Promise<ProviderDefinition | undefined> {
  const read = async (exported: unknown): Promise<ProviderDefinition> => {
    const {providerDefinitionSchema} = await import('./provider-definition-schema.ts')
    const found = providerDefinitionSchema.safeParse(exported)
    if (found.success) return found.data
    const problems = found.error.issues.map(
      (issue) => `${issue.path.join('.') || 'its default export'}: ${issue.message}`,
    )
    throw new WrongDescription(problems.slice(0, 3).join('; '), {cause: found.error})
  }
  return loadPluginModule({name, plugins, words, read, ...(limits !== undefined && {limits})})
}
