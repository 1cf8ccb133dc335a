import path from 'node:path'
import type {FlagValues} from '@codex-host/plugin-api'
import {createChangeStore} from '../workspace/change-store.ts'
import type {HostContext} from './host-context.ts'
import {resolveSetup} from './resolve-setup.ts'

/** The change sets of the user, after what a kill interrupted has been ended. */
export async function openChanges(context: HostContext, flags: FlagValues) {
  const setup = await resolveSetup(context, flags)
  const changes = createChangeStore({folder: path.join(setup.codexHome, 'changes')})
  await changes.recover()
  return {changes, root: setup.root, setup}
}
