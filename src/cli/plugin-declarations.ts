import {z} from 'zod'
import type {PluginPackage} from './plugin-packages.ts'

/** A module that a plugin declares under a name. */
export interface Declaration {
  readonly plugin: PluginPackage
  /** The range of contract versions the plugin was built for; undefined where it says none. */
  readonly api: string | undefined
  /** The path of the module in the plugin; `undefined` where it is no text. */
  readonly module: string | undefined
}

const declarations = z.looseObject({
  api: z.unknown().optional(),
  providers: z.record(z.string(), z.unknown()).catch({}),
})

/** The plugins that declare a provider of this name. */
export function declaredProviders(name: string, plugins: readonly PluginPackage[]): readonly Declaration[] {
  return plugins.flatMap((plugin) => {
    const {api, providers} = readDeclarations(plugin)
    if (!Object.hasOwn(providers, name)) return []
    const module = providers[name]
    return [{plugin, api: asText(api), module: asText(module)}]
  })
}

/** The names of all providers that plugins declare. */
export function providerNamesOf(plugins: readonly PluginPackage[]): readonly string[] {
  return plugins.flatMap((plugin) => Object.keys(readDeclarations(plugin).providers))
}

/** Whatever else is wrong there matters only to who asks for it. */
function readDeclarations({codex}: PluginPackage): Pick<z.infer<typeof declarations>, 'api' | 'providers'> {
  const parsed = declarations.safeParse(codex)
  return parsed.success ? parsed.data : {api: undefined, providers: {}}
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
