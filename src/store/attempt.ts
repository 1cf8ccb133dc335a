import {setTimeout as sleep} from 'node:timers/promises'
import {stateFault, type StateFault} from './state-fault.ts'

export type Attempt<Result> =
  | {readonly kind: 'done'; readonly result: Result}
  /** Nothing was changed. */
  | {readonly kind: 'failed'; readonly fault: StateFault}

/** How long to wait for other processes in all, besides what the attempts take themselves. */
const patienceMs = 5_000

/** Tries until no other process is in the way, with growing waits. A fault is a value; only a bug is thrown. */
export async function patiently<Result>(act: () => Result | Promise<Result>): Promise<Attempt<Result>> {
  let delayMs = 5
  for (let waitedMs = 0; ; waitedMs += delayMs) {
    const attempt = await attempted(act)
    if (attempt.kind === 'done' || attempt.fault.kind !== 'busy' || waitedMs >= patienceMs) return attempt
    delayMs = Math.min(delayMs * 2, 100)
    await sleep(delayMs)
  }
}

async function attempted<Result>(act: () => Result | Promise<Result>): Promise<Attempt<Result>> {
  try {
    return {kind: 'done', result: await act()}
  } catch (error) {
    const fault = stateFault(error)
    if (fault === undefined) throw error
    return {kind: 'failed', fault}
  }
}
