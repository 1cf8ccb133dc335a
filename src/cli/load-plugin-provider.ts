import path from 'node:path'
import {pathToFileURL} from 'node:url'
import {CodexError, contractVersion, type ProviderDefinition} from '@codex-host/plugin-api'
import {isAtOrBelow} from '../workspace/is-at-or-below.ts'
import {type Declaration, declaredProviders} from './plugin-declarations.ts'
import type {PluginPackage} from './plugin-packages.ts'

export interface LoadLimits {
  /** A module that waits for ever at its top must not make the user wait with it. */
  readonly timeoutMs: number
}

/**
 * Loads the provider of this name from the plugin that declares it; nothing where none does.
 * @throws CodexError with exit code 11 for a plugin that does not fit or whose module does not, and for two plugins
 *   with the same name for a provider.
 */
export async function loadPluginProvider(
  name: string,
  plugins: readonly PluginPackage[],
  limits: LoadLimits = {timeoutMs: 10_000},
): Promise<ProviderDefinition | undefined> {
  const [declared, second] = declaredProviders(name, plugins)
  if (declared === undefined) return undefined
  if (second !== undefined) throw declaredTwice(name, [declared, second])

  const subject = `The provider "${name}" of the plugin ${declared.plugin.name}@${declared.plugin.version}`
  await checkContract(declared, subject)
  const {providerDefinitionSchema} = await import('./provider-definition-schema.ts')
  const read = await attempt(subject, async () => {
    const module = await importModule(declared, limits)
    // A getter of the module may throw as well.
    return providerDefinitionSchema.safeParse(module.default)
  })
  if (read.success) return read.data
  const problems = read.error.issues.map((issue) => `${issue.path.join('.') || 'its default export'}: ${issue.message}`)
  throw broken(`${subject} is not described as it must be (${problems.slice(0, 3).join('; ')})`, read.error)
}

async function checkContract({api}: Declaration, subject: string): Promise<void> {
  if (api === undefined) throw broken(`${subject} does not say for which plugin API it was built`)
  const {default: semver} = await import('semver')
  if (semver.satisfies(contractVersion, api)) return
  throw new CodexError(
    `${subject} was built for plugin API ${api}; this codex provides ${contractVersion}, so nothing was sent.`,
    {code: 'CONTRACT_MISMATCH', exitCode: 11, suggestions: ['Update the plugin or codex.']},
  )
}

async function attempt<Result>(subject: string, load: () => Promise<Result>): Promise<Result> {
  try {
    return await load()
  } catch (error) {
    throw broken(`${subject} could not be loaded (${firstLine(error)})`, error)
  }
}

async function importModule(
  {plugin, module}: Declaration,
  {timeoutMs}: LoadLimits,
): Promise<{readonly default?: unknown}> {
  const file = module === undefined ? undefined : path.resolve(plugin.root, module)
  if (file === undefined || !isAtOrBelow(plugin.root, file)) {
    throw new Error('it is declared with a path that is not one inside the plugin')
  }

  const timeout = Promise.withResolvers<never>()
  const late = new Error(`its module is not ready after ${timeoutMs / 1_000} seconds`)
  const timer = setTimeout(() => timeout.reject(late), timeoutMs)
  try {
    return await Promise.race([import(pathToFileURL(file).href) as Promise<{default?: unknown}>, timeout.promise])
  } finally {
    clearTimeout(timer)
  }
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.split('\n', 1)[0]?.slice(0, 300) ?? ''
}

function declaredTwice(name: string, declared: readonly Declaration[]): CodexError {
  const names = declared.map(({plugin}) => plugin.name)
  return new CodexError(`The plugins ${names.join(' and ')} both bring a provider "${name}", so nothing was sent.`, {
    code: 'PLUGIN_PROVIDER',
    exitCode: 11,
    suggestions: [`Remove one of them: \`codex plugins uninstall ${names[1]}\`.`],
  })
}

function broken(what: string, cause?: unknown): CodexError {
  return new CodexError(`${what}, so nothing was sent.`, {
    code: 'PLUGIN_PROVIDER',
    exitCode: 11,
    suggestions: ['Update the plugin, report it to its author, or choose another provider with -p.'],
    cause,
  })
}
