import type {Fault} from '../classify-failure.ts'

const carried = Symbol('fault')

/** An error that says for itself which fault it is, whatever fetch and the openai package wrap it into. */
export function connectionError(fault: Fault, cause?: unknown): Error {
  return Object.assign(new Error(fault.because, {cause}), {[carried]: fault})
}

/** The fault that an error or one of its causes carries. */
export function carriedFault(error: unknown): Fault | undefined {
  let current = error
  for (let depth = 0; current instanceof Error && depth < 10; depth += 1) {
    if (carried in current) return current[carried] as Fault
    current = current.cause
  }
  return undefined
}
