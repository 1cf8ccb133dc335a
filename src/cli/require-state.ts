import {CodexError} from '@codex-host/plugin-api'
import type {Attempt} from '../store/attempt.ts'
import type {State} from '../store/open-state.ts'
import type {StateFault} from '../store/state-fault.ts'
import {homeFolders} from './home-folders.ts'
import type {HostContext} from './host-context.ts'
import {openUserState} from './open-user-state.ts'
import {stateNotices} from './state-notices.ts'
import {escapeLine} from '../output/escape-controls.ts'

/**
 * The database, for a command that is about what lies in it.
 * @throws CodexError with exit code 3 when it cannot be used.
 */
export async function requireState(context: HostContext): Promise<State> {
  const opened = await openUserState(context, homeFolders(context).codexHome)
  if (opened.kind === 'unavailable') throw stateUnavailable(opened.file, opened.fault)
  for (const notice of stateNotices(opened)) context.stderr.write(`${escapeLine(notice.text)}\n`)
  return opened.state
}

/** @throws CodexError with exit code 3 for an attempt that failed. */
export function resultOf<Result>(attempt: Attempt<Result>, {file}: Pick<State, 'file'>): Result {
  if (attempt.kind === 'failed') throw stateUnavailable(file, attempt.fault)
  return attempt.result
}

function stateUnavailable(file: string, {because}: StateFault): CodexError {
  return new CodexError(`${file} ${because}, so nothing was read or changed.`, {
    code: 'STATE_UNAVAILABLE',
    exitCode: 3,
    suggestions: ['CODEX_HOME moves the folder that it lies in.'],
  })
}
