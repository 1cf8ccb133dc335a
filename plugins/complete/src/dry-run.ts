import type {ModelFacts} from '@codex-host/plugin-api'
import {place} from './describe-ends.ts'
import type {Job} from './job.ts'
import type {Call} from './plan-calls.ts'

export interface DryRunTerms {
  readonly facts: Pick<ModelFacts, 'model' | 'price'>
  readonly candidates: number
  /** Of one candidate; absent where the model writes as much as it likes. */
  readonly outputTokens?: number
}

/** What a run would send, as programs read it. Tokens are estimates. */
export interface DryRun {
  readonly files: readonly Readonly<Record<string, unknown>>[]
  readonly requests: number
  readonly inputTokens: number
  readonly mostOutputTokens?: number
  /** USD: of input and most output; of the input alone where the output has no limit. Absent without a price. */
  readonly costUsd?: number
}

export function dryRun(
  jobs: readonly Job[],
  calls: readonly Call[],
  {facts, candidates, outputTokens}: DryRunTerms,
): DryRun {
  const inputTokens = calls.reduce((sum, call) => sum + call.inputTokens, 0)
  const isAsked = calls.some(({kind}) => kind === 'asked')
  const most = outputTokens === undefined ? undefined : jobs.length * candidates * outputTokens
  const {price} = facts
  return {
    files: jobs.map((job) => ({...place(job), request: calls.findIndex((call) => call.jobs.includes(job)) + 1})),
    requests: isAsked ? calls.length * candidates : calls.length,
    inputTokens,
    ...(most !== undefined && {mostOutputTokens: most}),
    ...(price !== undefined && {costUsd: (inputTokens * price.input + (most ?? 0) * price.output) / 1_000_000}),
  }
}

export function describeDryRun({
  files,
  requests,
  inputTokens,
  mostOutputTokens,
  costUsd,
}: DryRun): Readonly<Record<string, unknown>> {
  return {
    dry_run: true,
    files,
    planned: {
      requests,
      input_tokens: inputTokens,
      max_output_tokens: mostOutputTokens ?? null,
      cost_usd: costUsd ?? null,
    },
  }
}

/** The same for people. */
export function dryRunText({files, requests, inputTokens, mostOutputTokens, costUsd}: DryRun, model: string): string {
  const rows = files.map(
    ({path, line, column, request}) => `${String(path)}:${String(line)}:${String(column)}  request ${String(request)}`,
  )
  const out = mostOutputTokens === undefined ? 'no limit' : `at most ${formatted(mostOutputTokens)} tokens`
  const bound = mostOutputTokens === undefined ? 'the input alone' : 'at most'
  const cost = costUsd === undefined ? 'the price is not known' : `${bound} $${costUsd.toFixed(4)}`
  return [
    ...rows,
    '',
    `${counted(files.length, 'file')} in ${counted(requests, 'request')} to ${model}: about ${formatted(inputTokens)} tokens in, ${out} out; cost: ${cost}.`,
    'Nothing was sent. Answers that the cache has cost nothing.',
    '',
  ].join('\n')
}

function counted(count: number, noun: string): string {
  return `${formatted(count)} ${noun}${count === 1 ? '' : 's'}`
}

function formatted(count: number): string {
  return count.toLocaleString('en')
}
