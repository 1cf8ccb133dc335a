import path from 'node:path'
import type {FlagValues} from '@codex-host/plugin-api'
import {escapeLine} from '../output/escape-controls.ts'
import {createChangeStore} from '../workspace/change-store.ts'
import type {HostContext} from './host-context.ts'
import {recoveryNotice} from './recovery-notice.ts'
import {resolveSetup} from './resolve-setup.ts'

/** The change sets of the user, after what a kill interrupted has been ended. */
export async function openChanges(context: HostContext, flags: FlagValues) {
  const setup = await resolveSetup(context, flags)
  const changes = createChangeStore({folder: path.join(setup.codexHome, 'changes')})
  for (const recovery of await changes.recover()) context.stderr.write(`${escapeLine(recoveryNotice(recovery).text)}\n`)
  return {changes, root: setup.root, setup}
}
