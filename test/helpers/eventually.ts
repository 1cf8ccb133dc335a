import {setTimeout as delay} from 'node:timers/promises'

/** Waits, bounded, until something is true. */
export async function eventually(what: string, isTrue: () => Promise<boolean> | boolean): Promise<void> {
  for (let waitedMs = 0; waitedMs < 15_000; waitedMs += 50) {
    if (await isTrue()) return
    await delay(50)
  }
  throw new Error(`There never was ${what}.`)
}
