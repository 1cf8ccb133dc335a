import path from 'node:path'
import type {FlagValues} from '@codex-host/plugin-api'
import {loadConfig} from '../../config/load-config.ts'
import type {SessionLine} from '../../store/session-record.ts'
import {homeFolders} from '../home-folders.ts'
import type {HostContext} from '../host-context.ts'
import type {Setup} from '../resolve-setup.ts'

export interface ReplayPlaces {
  /** Holds what belongs to the replay, and goes with it. */
  readonly folder: string
  /** The copy of the workspace. */
  readonly root: string
  /** Where commands see it. */
  readonly shownAt: string
  /** Where the copy of a copy is made, for a sandbox that shows files where they lie. */
  readonly viewFolder: string
}

/**
 * The settings of the record, with a sandbox of this machine and without any network. The user's configuration does not
 * count in a replay.
 */
export async function replaySetup(
  session: SessionLine,
  {context, flags, places}: {context: Pick<HostContext, 'env'>; flags: FlagValues; places: ReplayPlaces},
): Promise<Setup> {
  const {home} = homeFolders(context)
  const codexHome = path.join(places.folder, 'home')
  const sandbox = context.env['CODEX_SANDBOX']
  const env = {CODEX_CACHE: 'off', ...(sandbox !== undefined && {CODEX_SANDBOX: sandbox})}
  const given = flags['sandbox'] === undefined ? {} : {sandbox: flags['sandbox']}
  const loaded = await loadConfig({codexHome, projectFolder: codexHome, home, env, flags: given})

  const {writable, ...recorded} = session.settings.approval
  const approval = {...recorded, rules: recorded.rules.filter(({tool}) => tool !== 'network')}
  const isNone = loaded.config.sandbox === false || loaded.config.sandbox === 'none'
  return {
    home,
    codexHome,
    cwd: path.join(places.root, path.relative(session.root, session.cwd)),
    root: places.root,
    shownAt: places.shownAt,
    viewFolder: places.viewFolder,
    ...(writable !== undefined && {writable}),
    // What a record says is not trusted: its commands run in a sandbox, also where they did not then.
    loaded: {...loaded, notices: [], config: {...loaded.config, ...approval, ...(isNone && {sandbox: true})}},
  }
}
