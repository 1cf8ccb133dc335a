import type {ErrorSummary, TurnResult, TurnTerms} from '@codex-host/plugin-api'
import {toJsonShape} from './to-json-shape.ts'

/** The result of a turn as programs read it: every key is always there. */
export function resultJson(result: TurnResult): Readonly<Record<string, unknown>> {
  const {terms, changeSet, cacheHits: hits} = result
  return {
    answer: result.answer,
    outcomes: result.outcomes,
    errors: toJsonShape(result.errors),
    denials: result.denials,
    notices: toJsonShape(result.notices),
    change_set: changeSet === undefined ? null : toJsonShape({...changeSet, because: changeSet.because ?? null}),
    verify: toJsonShape(result.verify ?? null),
    usage: toJsonShape(result.usage),
    cost_usd: result.costUsd ?? null,
    provider_saved_usd: result.providerSavedUsd ?? null,
    cache_hits: toJsonShape(hits === undefined ? null : {...hits, savedUsd: hits.savedUsd ?? null}),
    steps: result.steps,
    duration_ms: Math.round(result.durationMs),
    ...(terms === undefined ? noTerms : termsJson(terms)),
  }
}

const noTerms = {model: null, provider: null, approval_mode: null, sandbox: null, isolation: null, cwd: null}

function termsJson({model, provider, approvalMode, sandbox, isolation, cwd}: TurnTerms): {
  readonly [Key in keyof typeof noTerms]: string
} {
  return {model, provider, approval_mode: approvalMode, sandbox, isolation, cwd}
}

/** The same shape for an error that came before a turn could start. */
export function failedResult(error: ErrorSummary): TurnResult {
  return {
    answer: '',
    outcomes: [],
    errors: [error],
    denials: [],
    notices: [],
    steps: 0,
    usage: {inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0},
    durationMs: 0,
  }
}
