import {createContext, Script} from 'node:vm'

/**
 * Runs work that may take too long, and then gives undefined. Only the engine itself can end a regular expression that
 * searches on and on in this thread.
 */
export function createTimeLimit(limitMs: number): <Value>(work: () => Value) => Value | undefined {
  const place: {work: () => void} = {work: () => undefined}
  const context = createContext(place)
  const script = new Script('work()')
  return (work) => {
    const done: ReturnType<typeof work>[] = []
    place.work = () => void done.push(work())
    try {
      script.runInContext(context, {timeout: limitMs})
    } catch (error) {
      if (!isTimeout(error)) throw error
    }
    return done[0]
  }
}

/** The error may be made in the other context, where it is no `Error` of this one. */
function isTimeout(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
}
