import type {Config} from '@oclif/core'

/** What an installed plugin says of itself in its package.json. Nothing of it is loaded yet. */
export interface PluginPackage {
  readonly name: string
  readonly version: string
  /** Absolute. */
  readonly root: string
  /** The key `codex` of its package.json, as it stands there. */
  readonly codex: unknown
  /** The commands it brings, as they are typed. */
  readonly commands?: readonly string[]
}

/** The plugins oclif has found, our own included. */
export function pluginPackages(config: Config): readonly PluginPackage[] {
  return config.getPluginsList().map(({name, version, root, pjson, commandIDs}) => ({
    name,
    version,
    root,
    codex: (pjson as {readonly codex?: unknown}).codex,
    commands: commandIDs.map((id) => id.replaceAll(':', ' ')),
  }))
}
