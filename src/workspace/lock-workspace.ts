import {CodexError} from '@codex-host/plugin-api'
import {createHash} from 'node:crypto'
import {mkdir} from 'node:fs/promises'
import path from 'node:path'
import {withFileLock} from './with-file-lock.ts'

export interface LockRequest {
  /** Where locks are kept. */
  readonly folder: string
  readonly root: string
  readonly waitMs: number
}

const stepMs = 50

/**
 * Runs `act` while no other process changes the files of `root`. A lock whose owner is gone is taken over; one that
 * is held is waited for.
 */
export async function withWorkspaceLock<Result>(
  {folder, root, waitMs}: LockRequest,
  act: () => Promise<Result>,
): Promise<Result> {
  await mkdir(folder, {recursive: true, mode: 0o700})
  const name = createHash('sha256').update(root).digest('hex').slice(0, 20)
  const lock = path.join(folder, `${name}.lock`)
  return withFileLock({lock, waitMs, stepMs, busy: () => isBusy(root, lock)}, act)
}

function isBusy(root: string, lock: string): CodexError {
  return new CodexError(`Another codex is changing files of ${root}, so nothing was changed.`, {
    code: 'WORKSPACE_BUSY',
    exitCode: 8,
    suggestions: [
      'Wait until it is done and repeat the command.',
      `If none is running, such as after a container was removed, delete ${lock}.`,
    ],
    retryable: true,
  })
}
