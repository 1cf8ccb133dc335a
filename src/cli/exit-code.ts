import type {Outcome, TurnResult} from '@codex-host/plugin-api'
import {exitCodes} from '../runtime/outcomes.ts'

/** When several apply, the first of this list counts. */
const precedence: readonly Outcome[] = [
  'interrupted',
  'terminated',
  'bug',
  'usage',
  'configuration',
  'credentials',
  'untrusted',
  'sandbox-unavailable',
  'plugin-failed',
  'model-failed',
  'model-silent',
  'not-applied',
  'budget-ended',
  'tests-fail',
  'denied',
]

export function exitCodeOf(result: Pick<TurnResult, 'outcomes'>): number {
  const first = precedence.find((outcome) => result.outcomes.includes(outcome))
  return first === undefined ? 0 : exitCodes[first]
}
