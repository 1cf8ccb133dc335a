import os from 'node:os'
import path from 'node:path'
import type {FlagValues} from '@codex-host/plugin-api'
import {codexHome} from '../config/codex-home.ts'
import type {LoadedConfig} from '../config/config.ts'
import {loadConfig} from '../config/load-config.ts'
import {findRoot} from '../workspace/find-root.ts'
import type {HostContext} from './host-context.ts'

/** Where a command works and what is configured there. */
export interface Setup {
  readonly home: string
  readonly codexHome: string
  readonly cwd: string
  /** The workspace. */
  readonly root: string
  readonly loaded: LoadedConfig
}

export type SetupContext = Pick<HostContext, 'env' | 'cwd'>

/** @throws CodexError with exit code 2 for the folder or a flag, 3 for the configuration. */
export async function resolveSetup(context: SetupContext, flags: FlagValues): Promise<Setup> {
  const home = homeOf(context)
  const folder = codexHome({env: context.env, home})
  const cwd = path.resolve(context.cwd, typeof flags['cwd'] === 'string' ? flags['cwd'] : '.')
  const root = await findRoot(cwd, home)
  const loaded = await loadConfig({codexHome: folder, projectFolder: root, home, env: context.env, flags})
  return {home, codexHome: folder, cwd, root, loaded}
}

export function homeOf({env}: Pick<HostContext, 'env'>): string {
  return path.resolve(env['HOME'] || os.homedir())
}
