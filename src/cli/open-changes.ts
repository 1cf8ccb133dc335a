import path from 'node:path'
import type {FlagValues} from '@codex-host/plugin-api'
import {escapeLine} from '../output/escape-controls.ts'
import {type ChangeStore, createChangeStore} from '../workspace/change-store.ts'
import {auditedChanges} from './audited-parts.ts'
import type {HostContext} from './host-context.ts'
import {auditNotWritten, openCommandAudit} from './open-audit.ts'
import {recoveryNotice} from './recovery-notice.ts'
import {resolveSetup} from './resolve-setup.ts'

/** The change sets of the user, after what a kill interrupted has been ended. */
export async function openChanges(context: HostContext, flags: FlagValues) {
  const setup = await resolveSetup(context, flags)
  const changes = createChangeStore({folder: path.join(setup.codexHome, 'changes')})
  for (const recovery of await changes.recover()) context.stderr.write(`${escapeLine(recoveryNotice(recovery).text)}\n`)
  return {changes: logged(changes, {context, codexHome: setup.codexHome}), root: setup.root, setup}
}

/** What lands or is taken back is in the audit log. Only what was done can be in it: a failure is said afterwards. */
function logged(
  changes: ChangeStore,
  {context, codexHome}: {readonly context: HostContext; readonly codexHome: string},
): ChangeStore {
  async function through<Result>(act: (audited: ChangeStore) => Promise<Result>): Promise<Result> {
    const log = await openCommandAudit(context, codexHome)
    const result = await act(auditedChanges(changes, log))
    const written = await log.flush()
    if (written.kind === 'failed') {
      context.stderr.write(`${escapeLine(auditNotWritten(codexHome, written.because).text)}\n`)
    }
    return result
  }
  return {
    ...changes,
    save: (changeSet) => through((audited) => audited.save(changeSet)),
    settle: (id) => through((audited) => audited.settle(id)),
    undo: (id) => through((audited) => audited.undo(id)),
  }
}
