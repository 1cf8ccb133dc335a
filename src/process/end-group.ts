import {setTimeout as delay} from 'node:timers/promises'
import type {Spawned} from './spawn.ts'

const graceMs = 500
const lastWaitMs = 2000

/** Ends the whole process group: politely, then by force. Bounded: a process stuck in the kernel is left behind. */
export async function endGroup(spawned: Spawned): Promise<void> {
  signalGroup(spawned.pid, 'SIGTERM')
  if (await settlesWithin(spawned.exited, graceMs)) {
    signalGroup(spawned.pid, 'SIGKILL')
    return
  }
  signalGroup(spawned.pid, 'SIGKILL')
  await settlesWithin(spawned.exited, lastWaitMs)
}

/** Does nothing where no member of the group is left. */
export function signalGroup(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM'))) throw error
  }
}

export async function settlesWithin(wait: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  const timer = new AbortController()
  const settled = wait.then(() => true)
  const late = delay(timeoutMs, false, {signal: timer.signal}).catch(() => false)
  const result = await Promise.race([settled, late])
  timer.abort()
  return result
}
