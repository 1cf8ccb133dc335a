import type {FlagValues} from '@codex-host/plugin-api'
import {commandEnvironment} from '../../sandbox/command-environment.ts'
import {findHiddenPaths} from '../../sandbox/find-hidden-paths.ts'
import {probeReadPaths} from '../../sandbox/probe-read-paths.ts'
import {protectedPaths} from '../../sandbox/protected-paths.ts'
import type {HostContext} from '../host-context.ts'
import {resolveSetup} from '../resolve-setup.ts'

/** What a command of the agent would see of this machine and of the workspace, whatever backend runs it. */
export async function describeView(context: HostContext, flags: FlagValues, signal: AbortSignal) {
  const {home, codexHome, root} = await resolveSetup(context, flags)
  const [allowed, hidden] = await Promise.all([
    probeReadPaths({
      hostEnv: context.env,
      nodeExecutable: process.execPath,
      platform: process.platform,
      home,
      codexHome,
      workspace: root,
    }),
    findHiddenPaths({root, codexHome}, signal),
  ])
  return {
    workspace: root,
    read_paths: allowed.readPaths,
    hidden_paths: hidden.paths,
    protected_paths: protectedPaths(root, hidden.obeyed),
    variables: Object.keys(commandEnvironment({hostEnv: context.env, allowed})).toSorted(),
  }
}
