import {z} from 'zod'
import type {PluginPackage} from './plugin-packages.ts'

/** What a plugin can bring, by the key of `codex` in its package.json. */
export type PluginPart = 'providers' | 'sandboxes' | 'slash_commands'

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
  sandboxes: z.record(z.string(), z.unknown()).catch({}),
  slash_commands: z.record(z.string(), z.unknown()).catch({}),
})

/** The plugins that declare a part of this name. */
export function declared(part: PluginPart, name: string, plugins: readonly PluginPackage[]): readonly Declaration[] {
  return plugins.flatMap((plugin) => {
    const {api, [part]: modules} = readDeclarations(plugin)
    if (!Object.hasOwn(modules, name)) return []
    return [{plugin, api: asText(api), module: asText(modules[name])}]
  })
}

/** The names under which plugins declare such parts. */
export function declaredNames(part: PluginPart, plugins: readonly PluginPackage[]): readonly string[] {
  return [...new Set(plugins.flatMap((plugin) => Object.keys(readDeclarations(plugin)[part])))]
}

/** Whatever else is wrong there matters only to who asks for it. */
function readDeclarations({codex}: PluginPackage): Pick<z.infer<typeof declarations>, 'api' | PluginPart> {
  const parsed = declarations.safeParse(codex)
  return parsed.success ? parsed.data : {api: undefined, providers: {}, sandboxes: {}, slash_commands: {}}
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
