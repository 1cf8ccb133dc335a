import {CodexError} from '@codex-host/plugin-api'
import type {LoadedConfig, Origin, ProviderConfig} from '../../config/config.ts'
import {nearestName} from '../../config/nearest-name.ts'
import {isClassic} from '../../model/azure-address.ts'
import {providers} from '../../model/providers.ts'
import type {ProviderSettings} from '../../model/resolve-provider.ts'
import type {Setup} from '../resolve-setup.ts'

/** What the resolver reads, and where the key and the certificates come from. */
export type ChosenSettings = ProviderSettings & Pick<ProviderConfig, 'apiKeyCommand' | 'apiKey' | 'caFile'>

type Environment = Readonly<Record<string, string | undefined>>

/**
 * What is said of the chosen provider, the nearest word last: the file's `base_url` and `wire`, its own entry below
 * `providers`, the environment.
 * @throws CodexError with exit code 3 for a name nobody knows.
 */
export function providerSettings(
  {loaded, pluginProviders = []}: Pick<Setup, 'loaded' | 'pluginProviders'>,
  env: Environment,
): ChosenSettings {
  const {config, origins} = loaded
  const {provider: name} = config
  const own = ownProvider(loaded)
  if (own === undefined && !Object.hasOwn(providers, name)) throw unknownProvider(loaded, pluginProviders)

  const {baseUrl, wire} = config
  const general = {...(baseUrl !== undefined && {baseUrl}), ...(wire !== undefined && {wire})}
  const settings: ChosenSettings = {
    ...general,
    ...own,
    // For Azure the address of the resource is the same thing.
    ...(isOutside(origins.base_url) && {baseUrl, endpoint: undefined}),
    ...(isOutside(origins.wire) && {wire}),
  }
  return withDeployment(name === 'azure' ? {...azureEnvironment(env, settings), ...settings} : settings, loaded)
}

/** A classic path of Azure names the deployment, and a model that the user names is the name of one. */
function withDeployment(settings: ChosenSettings, {config, origins}: LoadedConfig): ChosenSettings {
  const isAzure = (settings.kind ?? config.provider) === 'azure'
  const isNamed = origins.model !== undefined && origins.model.kind !== 'default'
  const isNeeded = isAzure && isClassic(settings) && settings.deployment === undefined
  return isNeeded && isNamed ? {...settings, deployment: config.model} : settings
}

/** The entry below `providers` for the chosen provider. */
function ownProvider({config}: LoadedConfig): ProviderConfig | undefined {
  return Object.hasOwn(config.providers, config.provider) ? config.providers[config.provider] : undefined
}

/** Variables and flags are for this run; a file is for all. */
function isOutside(origin: Origin | undefined): boolean {
  return origin?.kind === 'environment' || origin?.kind === 'flag'
}

/** What other tools for Azure read. They say one resource, so no other entry of that kind may get them. */
function azureEnvironment(env: Environment, {baseUrl}: ProviderSettings): ProviderSettings {
  const endpoint = filled(env['AZURE_OPENAI_ENDPOINT'])
  const apiVersion = filled(env['AZURE_OPENAI_API_VERSION']) ?? filled(env['OPENAI_API_VERSION'])
  const deployment = filled(env['AZURE_OPENAI_DEPLOYMENT'])
  return {
    ...(endpoint !== undefined && baseUrl === undefined && {endpoint}),
    ...(apiVersion !== undefined && {apiVersion}),
    ...(deployment !== undefined && {deployment}),
  }
}

function filled(value: string | undefined): string | undefined {
  return value === '' ? undefined : value
}

function unknownProvider({config, origins}: LoadedConfig, pluginProviders: readonly string[]): CodexError {
  const known = [...new Set([...Object.keys(providers), ...Object.keys(config.providers), ...pluginProviders])]
  const written = config.provider.toLowerCase()
  const meant = known.find((name) => name.toLowerCase() === written) ?? nearestName(written, known)
  return new CodexError(
    `The provider "${config.provider}" (${origins.provider?.place ?? 'default'}) is not known, so nothing was sent.`,
    {
      code: 'PROVIDER',
      exitCode: 3,
      suggestions: [
        ...(meant === undefined ? [] : [`Did you mean "${meant}"?`]),
        `Known are ${known.join(', ')}; others are described below \`providers\` in your config.yaml.`,
      ],
    },
  )
}
