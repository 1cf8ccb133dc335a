import {addUsage, type UsageRow} from '../../store/usage-store.ts'
import {homeFolders} from '../home-folders.ts'
import type {HostContext} from '../host-context.ts'
import {openUserState} from '../open-user-state.ts'

/**
 * Never throws: what the command said, and its exit code, stand already. A database that cannot be used costs the count
 * and nothing else; whoever records turns there says what is wrong with it.
 */
export async function writeUsage(context: HostContext, row: UsageRow): Promise<void> {
  try {
    const opened = await openUserState(context, homeFolders(context).codexHome)
    if (opened.kind !== 'open') return
    await addUsage(opened.state, {row, nowMs: context.now()})
    opened.state.close()
  } catch {
    // Such as a database of a newer version.
  }
}
