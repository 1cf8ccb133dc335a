import type {Outcome} from '@codex-host/plugin-api'
import type {ModelFailure} from '../model/model-client.ts'

/** The documented exit code of each outcome. Where several outcomes apply, the first in this order counts. */
export const exitCodes: Readonly<Record<Outcome, number>> = {
  interrupted: 130,
  terminated: 143,
  bug: 1,
  usage: 2,
  configuration: 3,
  credentials: 4,
  untrusted: 12,
  'sandbox-unavailable': 6,
  'plugin-failed': 11,
  'model-failed': 5,
  'model-silent': 124,
  'not-applied': 8,
  'budget-ended': 10,
  'tests-fail': 9,
  denied: 7,
}

/** The outcome that an error with this exit code stands for. */
export function outcomeOf(exitCode: number): Outcome {
  const found = Object.entries(exitCodes).find(([, code]) => code === exitCode)
  return found === undefined ? 'bug' : (found[0] as Outcome)
}

/** The outcome of a turn whose model failed so. */
export function failureOutcome(failure: ModelFailure): Outcome {
  if (failure.kind === 'credentials') return 'credentials'
  return failure.kind === 'silent' ? 'model-silent' : 'model-failed'
}
