import type {TurnEvent} from '@codex-host/plugin-api'
import type {ModelFailure, ModelRequest} from '../model/model-client.ts'
import type {Answer, AskModel, NoAnswer} from './ask-model.ts'
import {type CompactionPlan, planCompaction} from './plan-compaction.ts'
import type {Session} from './session.ts'
import {noUsage} from '../model/add-usage.ts'
import {summaryMessage, summaryRequest} from './summarise.ts'
import type {Entry} from './transcript.ts'

export interface CompactionReason {
  readonly step: number
  /** As a sentence. */
  readonly because: string
  /** Whether the server refused the conversation: then the old part goes even where no summary of it can be had. */
  readonly isForced: boolean
  /** What the newest entries may take afterwards; a share of the window when left out. */
  readonly latestTokens?: number
}

export type CompactionEnd =
  | {readonly kind: 'compacted'}
  /** Nothing can go, and nothing was sent. */
  | {readonly kind: 'nothing'}
  /** The model gave no summary, so the conversation is as it was. */
  | {readonly kind: 'not-summarised'}
  | {readonly kind: 'stopped'; readonly end: NoAnswer}

/** Of the window: what the newest entries may take afterwards. */
const latestShare = 0.25

/** Attempts at a summary: how long a result, and how many characters for each token of the window. */
const attempts = [
  {resultCharacters: 2_000, charactersPerToken: 2},
  {resultCharacters: 300, charactersPerToken: 0.5},
] as const

/** Failures with which another request would fail as well. */
const lastingFailures: ReadonlySet<ModelFailure['kind']> = new Set([
  'credentials',
  'quota',
  'unreachable',
  'server',
  'silent',
  'not-cached',
])

/** Puts a summary in the place of the older part of the conversation. Sends two requests at the most. */
export async function* compact(
  {session, requestOf, askModel}: {session: Session; requestOf: () => ModelRequest; askModel: AskModel},
  {step, because, isForced, latestTokens}: CompactionReason,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, CompactionEnd> {
  const {window} = session
  const plan = planCompaction(session.entries(), {
    tokensOf: (entries) => window.likelyItems(entries.map(({item}) => item)),
    latestTokens: latestTokens ?? Math.floor(window.tokens() * latestShare),
  })
  if (plan === undefined || (plan.removed.length === 0 && !isForced)) return {kind: 'nothing'}

  const before = requestOf()
  const tokensBefore = window.likelyInput(before)
  const summary = yield* summarise({plan, request: before, tokens: window.tokens()}, {askModel, step}, signal)
  if (summary.kind === 'stopped') return summary
  if (summary.kind === 'none' && !isForced) return {kind: 'not-summarised'}

  const answer = summary.kind === 'summary' ? summary.answer : undefined
  session.replace([...plan.pinned, ...gapOf(plan, answer?.text), ...plan.latest])
  const tokensAfter = window.likelyInput(requestOf())
  const {usage, ...bill} = answer?.bill ?? {usage: noUsage, costUsd: 0, providerSavedUsd: 0}
  const removedItems = plan.removed.length
  yield {type: 'compaction.end', step, because, removedItems, tokensBefore, tokensAfter, usage, ...bill}
  return {kind: 'compacted'}
}

type Summary =
  | {readonly kind: 'summary'; readonly answer: Answer}
  /** There is none, because nothing was removed or because the model gave none. */
  | {readonly kind: 'none'}
  | {readonly kind: 'stopped'; readonly end: NoAnswer}

async function* summarise(
  {plan, request, tokens}: {plan: CompactionPlan; request: ModelRequest; tokens: number},
  {askModel, step}: {askModel: AskModel; step: number},
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, Summary> {
  if (plan.removed.length === 0) return {kind: 'none'}
  const prompts = plan.pinned.filter(({kind}) => kind === 'prompt')

  for (const {resultCharacters, charactersPerToken} of attempts) {
    const limits = {resultCharacters, wholeCharacters: Math.floor(tokens * charactersPerToken)}
    const asked = summaryRequest(request, [...prompts, ...plan.removed], limits)
    const end = yield* askModel({request: asked, step, streams: false}, signal)
    if (end.kind === 'done') return end.text.trim() === '' ? {kind: 'none'} : {kind: 'summary', answer: end}
    if (end.kind === 'budget-ended' || lastingFailures.has(end.failure.kind)) return {kind: 'stopped', end}
    if (end.failure.kind !== 'context-length') return {kind: 'none'}
  }
  return {kind: 'none'}
}

/** Shortened results say themselves what is missing. */
function gapOf({removed}: CompactionPlan, summary: string | undefined): readonly Entry[] {
  return removed.length === 0 ? [] : [{item: summaryMessage(summary), kind: 'work'}]
}
