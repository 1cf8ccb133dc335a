import {type OpenedState, openState} from '../store/open-state.ts'
import type {HostContext} from './host-context.ts'
import {withoutSqliteWarning} from './without-sqlite-warning.ts'

/**
 * Opens the database of the user, until the process ends. Nothing fails because it cannot be opened: a turn goes on
 * without what it is for.
 * @throws CodexError with exit code 3 for a database of a newer version.
 */
export async function openUserState(
  {now, onExit}: Pick<HostContext, 'now' | 'onExit'>,
  codexHome: string,
): Promise<OpenedState> {
  const opened = await openState({codexHome, now, load: (load) => withoutSqliteWarning(process, load)})
  if (opened.kind === 'open') onExit(opened.state.close)
  return opened
}
