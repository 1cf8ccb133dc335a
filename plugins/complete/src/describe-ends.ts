import type {ErrorSummary, Outcome, Usage} from '@codex-host/plugin-api'
import type {Job, JobEnd, Problem} from './job.ts'

/** How one part of the input ended. */
export type FileEnd = JobEnd | ({readonly kind: 'refused'} & Problem)

/** As programs read it. */
export function describeEnd(end: FileEnd): Readonly<Record<string, unknown>> {
  switch (end.kind) {
    case 'completed': {
      const {candidates, share} = end
      return {
        ...place(end.job),
        status: 'completed',
        candidates: candidates.map(({text, endedBy}) => ({text, ended_by: endedBy})),
        usage: usageOf(share.usage),
        cost_usd: share.costUsd ?? null,
        cached: share.isCached,
      }
    }
    case 'failed':
      return {...place(end.job), status: 'failed', error: end.error}
    case 'not-asked':
      return {...place(end.job), status: 'not-asked'}
    case 'refused':
      return {path: end.path, status: 'failed', error: end.error}
  }
}

export function place({path, language, position}: Job): Readonly<Record<string, unknown>> {
  return {path, language: language?.name ?? null, line: position.line, column: position.column}
}

export function outcomesOf(ends: readonly FileEnd[]): readonly Outcome[] {
  return [...new Set(ends.flatMap((end) => ('outcome' in end ? [end.outcome] : [])))]
}

/** Each error once: a request that failed has failed for all of its files. */
export function errorsOf(ends: readonly FileEnd[]): readonly ErrorSummary[] {
  const errors = ends.flatMap((end) => ('error' in end ? [end.error] : []))
  return [...new Map(errors.map((error) => [error.message, error])).values()]
}

function usageOf({inputTokens, cachedInputTokens, outputTokens, reasoningTokens}: Usage) {
  return {
    input_tokens: inputTokens,
    cached_input_tokens: cachedInputTokens,
    output_tokens: outputTokens,
    reasoning_tokens: reasoningTokens,
  }
}
