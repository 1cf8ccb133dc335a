import type {ErrorSummary, TurnResult} from '@codex-host/plugin-api'
import {toSnakeCase} from './to-snake-case.ts'

/** The result of a turn as programs read it: every key is always there. */
export function resultJson(result: TurnResult): Readonly<Record<string, unknown>> {
  return {
    answer: result.answer,
    outcomes: result.outcomes,
    errors: toSnakeCase(result.errors),
    denials: result.denials,
    change_set: result.changeSet === undefined ? null : changeSetJson(result.changeSet),
    verify: toSnakeCase(result.verify ?? null),
    usage: toSnakeCase(result.usage),
    steps: result.steps,
    duration_ms: result.durationMs,
  }
}

/** The same shape for an error that came before a turn could start. */
export function failedResult(error: ErrorSummary): TurnResult {
  return {
    answer: '',
    outcomes: [],
    errors: [error],
    denials: [],
    steps: 0,
    usage: {inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0},
    durationMs: 0,
  }
}

function changeSetJson(changeSet: NonNullable<TurnResult['changeSet']>): unknown {
  return toSnakeCase({...changeSet, because: changeSet.because ?? null})
}
