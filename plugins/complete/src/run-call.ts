import type {
  AnswerBill,
  CompletionChoice,
  ErrorSummary,
  ModelFailed,
  Notice,
  Outcome,
  TextModel,
} from '@codex-host/plugin-api'
import type {AnswerContext} from './clean/answer-context.ts'
import {cleanAnswer} from './clean/clean-answer.ts'
import {cutAtFirst} from './clean/cut-at-first.ts'
import {fitText} from './fill-gap.ts'
import type {Candidate, Job, JobEnd} from './job.ts'
import {type Call, type CallAlone, type CallTogether, shownOf} from './plan-calls.ts'
import {askPrompt, framedPrompt} from './prompts.ts'
import {shareOut} from './share-out.ts'

export interface CallParts {
  readonly model: TextModel
  readonly candidates: number
  readonly stop: readonly string[]
  /** Where nothing else is said; absent: as much as the model likes. */
  readonly maxOutputTokens?: number
  readonly notice: (notice: Notice) => void
  /** What has come so far of the only answer, as the model writes it; undefined when it begins anew. */
  readonly onText?: (partial: string | undefined, context: AnswerContext) => Promise<void>
}

export type CallEnd =
  | {readonly kind: 'answered'; readonly ends: readonly JobEnd[]}
  | {readonly kind: 'failed'; readonly outcome: Outcome; readonly error: ErrorSummary}

/** Sends one request, or one for each candidate where a model is asked in words, and reads the answers. */
export function runCall(call: Call, parts: CallParts, signal: AbortSignal): Promise<CallEnd> {
  switch (call.kind) {
    case 'asked':
      return runAsked(call.jobs[0], parts, signal)
    case 'alone':
    case 'together':
      return runFilled(call, parts, signal)
  }
}

async function runFilled(call: CallAlone | CallTogether, parts: CallParts, signal: AbortSignal): Promise<CallEnd> {
  const {model, candidates, stop, notice, onText} = parts
  const isAlone = call.kind === 'alone'
  const prompts = isAlone
    ? [call.jobs[0].window.prefix]
    : call.jobs.map((job) => framedPrompt(shownOf(job), model.facts.fillTokens))
  const request = {
    prompts,
    // Some servers refuse an empty one.
    ...(isAlone && call.jobs[0].window.suffix !== '' && {suffix: call.jobs[0].window.suffix}),
    candidates,
    stop,
    ...(parts.maxOutputTokens !== undefined && {maxOutputTokens: parts.maxOutputTokens}),
    // The most likely text, unless there is a choice of several.
    temperature: candidates === 1 ? 0 : 0.8,
  }
  let partial = ''
  for await (const event of model.complete(request, signal)) {
    switch (event.type) {
      case 'text.delta':
        partial += event.text
        if (call.jobs[0] !== undefined) await onText?.(partial, filledContext(call.jobs[0], parts))
        break
      case 'retry':
        partial = ''
        if (call.jobs[0] !== undefined) await onText?.(undefined, filledContext(call.jobs[0], parts))
        break
      case 'notice':
        notice({code: event.code, text: event.text})
        break
      case 'failed':
        return failedCall(event)
      case 'answer.end':
        return {kind: 'answered', ends: readChoices(call.jobs, {...event, prompts}, parts)}
    }
  }
  return endless()
}

interface Answer extends AnswerBill {
  readonly choices: readonly CompletionChoice[]
  readonly cachedPrompts: readonly number[]
  readonly prompts: readonly string[]
}

function readChoices(jobs: readonly Job[], answer: Answer, parts: CallParts): readonly JobEnd[] {
  const {choices, cachedPrompts, prompts} = answer
  const sent = [...jobs.keys()].filter((index) => !cachedPrompts.includes(index))
  const sizes = sent.map((index) => ({
    input: prompts[index]?.length ?? 0,
    output: choicesOf(choices, index).reduce((sum, {text}) => sum + text.length, 0),
  }))
  const shares = shareOut(answer, sizes)
  return jobs.map((job, index) => {
    const own = choicesOf(choices, index)
    if (own.some(({endedBy}) => endedBy === 'content-filter')) return filtered(job)
    const context = filledContext(job, parts)
    const share = shares[sent.indexOf(index)] ?? {usage: noUsage, costUsd: 0}
    return {
      kind: 'completed',
      job,
      candidates: own.map(({text, endedBy}) => ({
        text: fitText(job.gap, cleanAnswer(text, context)),
        endedBy: endedBy === 'limit' ? 'limit' : 'stop',
      })),
      share: {...share, isCached: cachedPrompts.includes(index)},
    }
  })
}

function choicesOf(choices: readonly CompletionChoice[], prompt: number): readonly CompletionChoice[] {
  return choices.filter((choice) => choice.prompt === prompt)
}

const noUsage = {inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0}

async function runAsked(job: Job, parts: CallParts, signal: AbortSignal): Promise<CallEnd> {
  const candidates: Candidate[] = []
  const bills: AnswerBill[] = []
  for (let number = 1; number <= parts.candidates; number += 1) {
    const end = await askOnce(job, {...parts, number}, signal)
    if (end.kind === 'failed') return end
    candidates.push(end.candidate)
    bills.push(end.bill)
  }
  const sum = (pick: (bill: AnswerBill) => number) => bills.reduce((total, bill) => total + pick(bill), 0)
  const usage = {
    inputTokens: sum((bill) => bill.usage.inputTokens),
    cachedInputTokens: sum((bill) => bill.usage.cachedInputTokens),
    outputTokens: sum((bill) => bill.usage.outputTokens),
    reasoningTokens: sum((bill) => bill.usage.reasoningTokens),
  }
  const isPriced = bills.every(({costUsd}) => costUsd !== undefined)
  const isCached = bills.every(({cacheHit}) => cacheHit !== undefined)
  const share = {usage, isCached, ...(isPriced && {costUsd: sum((bill) => bill.costUsd ?? 0)})}
  return {kind: 'answered', ends: [{kind: 'completed', job, candidates, share}]}
}

type Asked =
  | {readonly kind: 'answered'; readonly candidate: Candidate; readonly bill: AnswerBill}
  | (CallEnd & {readonly kind: 'failed'})

async function askOnce(job: Job, parts: CallParts & {readonly number: number}, signal: AbortSignal): Promise<Asked> {
  const {model, number, candidates, maxOutputTokens, stop, notice, onText} = parts
  const {instructions, prompt, marker} = askPrompt(shownOf(job), {number, of: candidates})
  const context = contextOf(job, {stop, origin: 'asked', markers: [marker, ...blockMarker(job)]})
  const request = {instructions, prompt, ...(maxOutputTokens !== undefined && {maxOutputTokens})}
  let partial = ''
  for await (const event of model.ask(request, signal)) {
    switch (event.type) {
      case 'text.delta':
        partial += event.text
        await onText?.(partial, context)
        break
      case 'retry':
        partial = ''
        await onText?.(undefined, context)
        break
      case 'notice':
        notice({code: event.code, text: event.text})
        break
      case 'failed':
        return failedCall(event)
      case 'answer.end': {
        const text = fitText(job.gap, cleanAnswer(cutAtFirst(event.text, stop), context))
        return {kind: 'answered', candidate: {text, endedBy: 'stop'}, bill: event}
      }
    }
  }
  return endless()
}

function filledContext(job: Job, {model, stop}: CallParts): AnswerContext {
  const {fillTokens} = model.facts
  return {...contextOf(job, {stop, origin: 'filled', markers: []}), ...(fillTokens !== undefined && {fillTokens})}
}

function contextOf({window, language}: Job, given: Pick<AnswerContext, 'stop' | 'origin' | 'markers'>): AnswerContext {
  return {prefix: window.prefix, suffix: window.suffix, isMarkdown: language?.name === 'markdown', ...given}
}

/** A marker that has an end is no part of anything else. */
function blockMarker({gap}: Job): readonly string[] {
  const marker = gap.text.slice(gap.start, gap.end)
  return /cursor\s*\S/.test(marker) ? [marker] : []
}

function failedCall({outcome, error}: ModelFailed): CallEnd & {readonly kind: 'failed'} {
  return {kind: 'failed', outcome, error}
}

function filtered(job: Job): JobEnd {
  const message = `The content filter of the provider ended the answer for ${job.path}, so it has no completion.`
  return {kind: 'failed', job, outcome: 'model-failed', error: {code: 'CONTENT_FILTER', message, suggestions: []}}
}

/** The contract of the host is that a stream ends with an answer or a failure. */
function endless(): never {
  throw new Error('The stream of the model ended without an end.')
}
