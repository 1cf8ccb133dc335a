import {CodexError} from '@codex-host/plugin-api'
import {createHash, randomUUID} from 'node:crypto'
import {link, mkdir, readFile, rename, unlink, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {errorCode} from './error-code.ts'
import {isProcessAlive, thisProcess} from './process-identity.ts'

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
  const owner = JSON.stringify({...(await thisProcess()), token: randomUUID()})
  for (let waited = 0; !(await take(lock, owner)); waited += stepMs) {
    if (waited >= waitMs) throw isBusy(root, lock)
    await delay(stepMs)
  }
  try {
    return await act()
  } finally {
    await release(lock, owner)
  }
}

/** Somebody who took the lock for stale may have one of their own there. */
async function release(lock: string, owner: string): Promise<void> {
  const found = await readFile(lock, 'utf8').catch(() => undefined)
  if (found === owner) await unlink(lock).catch(() => undefined)
}

/** A link to a complete file: nobody ever reads half a lock. */
async function take(lock: string, owner: string): Promise<boolean> {
  const own = `${lock}.${randomUUID()}`
  await writeFile(own, owner, {mode: 0o600})
  try {
    await link(own, lock)
    return true
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
    await removeStale(lock)
    return false
  } finally {
    await unlink(own)
  }
}

/** Renamed first: of two processes that find a stale lock, one could otherwise remove the new lock of the other. */
async function removeStale(lock: string): Promise<void> {
  const found = await readFile(lock, 'utf8').catch(() => undefined)
  if (found === undefined || (await isProcessAlive(found))) return
  const aside = `${lock}.${randomUUID()}`
  try {
    await rename(lock, aside)
  } catch {
    return
  }
  const moved = await readFile(aside, 'utf8')
  if (moved !== found) await link(aside, lock).catch(() => undefined)
  await unlink(aside)
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
