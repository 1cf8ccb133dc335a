import type {ModelFacts} from '@codex-host/plugin-api'
import type {Job} from './job.ts'
import {askPrompt, framedPrompt, type Shown} from './prompts.ts'

/** One request for many files, each as one text. */
export interface CallTogether {
  readonly kind: 'together'
  readonly jobs: readonly Job[]
  readonly inputTokens: number
}

/** A request of its own, with the text behind the cursor as its suffix. */
export interface CallAlone {
  readonly kind: 'alone'
  readonly jobs: readonly [Job]
  readonly inputTokens: number
}

/** A question in words. */
export interface CallAsked {
  readonly kind: 'asked'
  readonly jobs: readonly [Job]
  readonly inputTokens: number
}

export type Call = CallTogether | CallAlone | CallAsked

export interface CallTerms {
  readonly facts: Pick<ModelFacts, 'fillsInMiddle' | 'fillTokens'>
  readonly isBatch: boolean
  readonly candidates: number
  /** What a candidate may take; only an estimate where the model is asked in words. */
  readonly outputTokens: number
  count(text: string): number
}

/** Tokens of one request, in and out: more would wait long for its answer, and lose much when it fails. */
const mostTokens = 60_000
/** Of one request. */
const mostPrompts = 100

/**
 * Cuts the work into requests. A model that fills in gets many files of a batch at once, each as one text; where there
 * is one file, its suffix is sent as such, which servers know best how to frame.
 */
export function planCalls(jobs: readonly Job[], terms: CallTerms): readonly Call[] {
  if (!terms.facts.fillsInMiddle) {
    return jobs.map((job) => {
      const {instructions, prompt} = askPrompt(shownOf(job), {number: 1, of: terms.candidates})
      return {kind: 'asked', jobs: [job], inputTokens: terms.candidates * terms.count(instructions + prompt)}
    })
  }
  if (!terms.isBatch) return jobs.map((job) => callAlone(job, terms))
  const {fillTokens} = terms.facts
  const words = fillTokens === undefined ? [] : [fillTokens.prefix, fillTokens.suffix, fillTokens.middle]
  const isPlain = ({window}: Job) => words.every((word) => !(window.prefix + window.suffix).includes(word.trim()))
  return [
    ...cut(
      jobs.filter((job) => isPlain(job)),
      terms,
    ),
    // A text with the words of the frame in it would break the frame.
    ...jobs.filter((job) => !isPlain(job)).map((job) => callAlone(job, terms)),
  ]
}

export function callAlone(job: Job, {count}: Pick<CallTerms, 'count'>): CallAlone {
  return {kind: 'alone', jobs: [job], inputTokens: count(job.window.prefix + job.window.suffix)}
}

export function shownOf({path, language, window}: Job): Shown {
  return {path, language: language?.name, prefix: window.prefix, suffix: window.suffix}
}

function cut(jobs: readonly Job[], {facts, count, candidates, outputTokens}: CallTerms): readonly Call[] {
  const calls: {kind: 'together'; jobs: Job[]; inputTokens: number}[] = []
  let taken = 0
  for (const job of jobs) {
    const inputTokens = count(framedPrompt(shownOf(job), facts.fillTokens))
    const needed = inputTokens + candidates * outputTokens
    const open = calls.at(-1)
    if (open !== undefined && taken + needed <= mostTokens && open.jobs.length < mostPrompts) {
      open.jobs.push(job)
      open.inputTokens += inputTokens
      taken += needed
    } else {
      calls.push({kind: 'together', jobs: [job], inputTokens})
      taken = needed
    }
  }
  return calls
}
