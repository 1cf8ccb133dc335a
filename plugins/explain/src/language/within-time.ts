import {createContext, Script} from 'node:vm'

/**
 * What `work` gives, or undefined where it takes longer. Nothing else can end a regular expression that searches on and
 * on in this thread: the engine is told to stop, inside the expression too.
 */
export function withinTime<Value>(work: () => Value, timeoutMs: number): Value | undefined {
  let done: {readonly value: Value} | undefined
  const context = createContext({work: () => void (done = {value: work()})})
  try {
    new Script('work()').runInContext(context, {timeout: timeoutMs})
  } catch (error) {
    if (!isTimeout(error)) throw error
  }
  return done?.value
}

/** The error may be made in the other context, where it is no `Error` of this one. */
function isTimeout(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
}
