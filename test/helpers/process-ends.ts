import {readFile} from 'node:fs/promises'
import {setTimeout as delay} from 'node:timers/promises'

/** Waits, bounded, until a process has ended. A zombie has ended. */
export async function processEnds(pid: number, timeoutMs = 5000): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 0) throw new Error(`${pid} is not a process id.`)
  for (let waitedMs = 0; waitedMs <= timeoutMs; waitedMs += 25) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
    if (stat === undefined || /\) [ZX] /.test(stat)) return true
    await delay(25)
  }
  return false
}
