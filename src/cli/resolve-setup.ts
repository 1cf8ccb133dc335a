import path from 'node:path'
import type {FlagValues, SandboxCapabilities} from '@codex-host/plugin-api'
import type {LoadedConfig} from '../config/config.ts'
import {loadConfig} from '../config/load-config.ts'
import {findRoot} from '../workspace/find-root.ts'
import {degradedCapabilities} from './degraded-capabilities.ts'
import {type HomeFolders, homeFolders} from './home-folders.ts'
import type {HostContext} from './host-context.ts'
import {configSecrets} from './turn-secrets.ts'
import {writableFolders} from './writable-folders.ts'

/** Where a command works and what is configured there. */
export interface Setup extends HomeFolders {
  readonly cwd: string
  /** The workspace. */
  readonly root: string
  /** The path at which commands see the workspace; `root` when left out. */
  readonly shownAt?: string
  /** Where the copy is made for a sandbox that shows files where they lie; chosen when that is needed and left out. */
  readonly viewFolder?: string
  readonly loaded: LoadedConfig
  /** The user says that the project's file may be obeyed as it is. */
  readonly trustsProject?: boolean
  /** Protections that the user accepts to be without. */
  readonly degraded?: readonly (keyof SandboxCapabilities)[]
  /** The only folders that may be written, relative to the root; all when left out. */
  readonly writable?: readonly string[]
  /** The names of the providers that plugins bring, where they were looked for. */
  readonly pluginProviders?: readonly string[]
}

export type SetupContext = Pick<HostContext, 'env' | 'cwd'> & Partial<Pick<HostContext, 'secrets'>>

/** @throws CodexError with exit code 2 for the folder or a flag, 3 for the configuration. */
export async function resolveSetup(
  context: SetupContext,
  flags: FlagValues,
  {readsOnly = false}: {readonly readsOnly?: boolean} = {},
): Promise<Setup> {
  const {home, codexHome} = homeFolders(context)
  const cwd = path.resolve(context.cwd, typeof flags['cwd'] === 'string' ? flags['cwd'] : '.')
  const root = await findRoot(cwd, home, {readsOnly})
  const loaded = await loadConfig({codexHome, projectFolder: root, home, env: context.env, flags})
  context.secrets?.note(...configSecrets(loaded.config))
  const writable = await writableFolders(loaded, {root, cwd})
  return {
    home,
    codexHome,
    cwd,
    root,
    loaded,
    ...(writable !== undefined && {writable}),
    trustsProject: flags['trust'] === true,
    degraded: degradedCapabilities(flags),
  }
}

export function shownAt(setup: Setup): string {
  return setup.shownAt ?? setup.root
}
