import type {TurnResult} from '@codex-host/plugin-api'
import {exitCodes} from '../runtime/outcomes.ts'

export function exitCodeOf({outcomes}: Pick<TurnResult, 'outcomes'>): number {
  const first = Object.entries(exitCodes).find(([outcome]) => outcomes.some((found) => found === outcome))
  return first === undefined ? 0 : first[1]
}
