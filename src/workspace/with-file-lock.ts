import {randomUUID} from 'node:crypto'
import {link, readFile, rename, unlink, writeFile} from 'node:fs/promises'
import {setTimeout as delay} from 'node:timers/promises'
import {errorCode} from './error-code.ts'
import {isProcessAlive, thisProcess} from './process-identity.ts'

export interface FileLockRequest {
  /** The file that is there while somebody holds the lock. Its folder exists. */
  readonly lock: string
  readonly waitMs: number
  /** Between two attempts. */
  readonly stepMs: number
  /** What is thrown when the lock was not free within `waitMs`. */
  readonly busy: () => Error
}

/** Runs `act` while no other process holds the lock. One whose owner is gone is taken over; one that is held is waited for. */
export async function withFileLock<Result>(
  {lock, waitMs, stepMs, busy}: FileLockRequest,
  act: () => Promise<Result>,
): Promise<Result> {
  const owner = JSON.stringify({...(await thisProcess()), token: randomUUID()})
  for (let waited = 0; !(await take(lock, owner)); waited += stepMs) {
    if (waited >= waitMs) throw busy()
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
