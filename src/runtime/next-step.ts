import type {TurnEvent} from '@codex-host/plugin-api'
import type {ModelFailure, ModelRequest} from '../model/model-client.ts'
import {type AnswerEnd, createAskModel} from './ask-model.ts'
import {compact} from './compact.ts'
import type {RuntimeParts} from './runtime-parts.ts'
import type {Session} from './session.ts'

interface Turn {
  readonly session: Session
  /** The request for the conversation as it is now. */
  readonly requestOf: () => ModelRequest
}

/** Of the window: how much a conversation must grow after a compaction before the next one is worth its price. */
const leastGrowth = 0.15

/**
 * Asks for the steps of one turn, and keeps the conversation inside the model's window: in the mode `auto` it is
 * compacted before it gets full, and in every mode once, when the server refuses it as too long. One step sends no
 * more than six requests, whatever the server says: twice at most two for a summary, and the step itself twice.
 */
export function createNextStep(parts: RuntimeParts, turn: Turn) {
  const {window} = turn.session
  const askModel = createAskModel(parts, window)
  const tools = {...turn, askModel}
  let step = 0
  let compactedTokens = 0

  /** A reason not to go on, or nothing. */
  async function* makeRoom(
    signal: AbortSignal,
  ): AsyncGenerator<TurnEvent, Exclude<AnswerEnd, {kind: 'done'}> | undefined> {
    const request = turn.requestOf()
    const hasGrown = window.likelyInput(request) > compactedTokens + window.tokens() * leastGrowth
    if (parts.settings.memory.mode !== 'auto' || !hasGrown || !window.isNearlyFull(request)) return undefined
    const end = yield* compact(tools, {step, because: nearlyFull, isForced: false}, signal)
    if (end.kind !== 'nothing') compactedTokens = window.likelyInput(turn.requestOf())
    return end.kind === 'stopped' ? end.end : undefined
  }

  async function* ask(opening: TurnEvent, signal: AbortSignal): AsyncGenerator<TurnEvent, AnswerEnd> {
    const end = yield* askModel({request: turn.requestOf(), step, opening, streams: true}, signal)
    if (end.kind === 'done') yield {type: 'step.end', step, text: end.text, ...end.bill}
    return end
  }

  return async function* nextStep(signal: AbortSignal): AsyncGenerator<TurnEvent, AnswerEnd> {
    step += 1
    const hindrance = yield* makeRoom(signal)
    if (hindrance !== undefined) return hindrance

    const first = yield* ask({type: 'step.start', step}, signal)
    if (!isTooLong(first)) return first
    window.noteTooLong(turn.requestOf())
    const compaction = yield* compact(tools, {step, because: refused, isForced: true}, signal)
    if (compaction.kind === 'stopped') return compaction.end
    if (compaction.kind !== 'compacted') return {kind: 'model-failed', failure: withAdvice(first.failure, nothingToCut)}

    compactedTokens = window.likelyInput(turn.requestOf())
    const second = yield* ask({type: 'step.retry', step, attempt: 2, because: refused, delayMs: 0}, signal)
    return isTooLong(second) ? {kind: 'model-failed', failure: withAdvice(second.failure, notEnough)} : second
  }
}

const nearlyFull = 'The conversation nearly fills the window of the model.'
const refused = 'The server refused the conversation as too long.'
const nothingToCut = 'There is no older part that could be summed up: prompt, attachments and AGENTS.md are too long.'
const notEnough = 'It was compacted, and is still too long.'

type TooLong = Extract<AnswerEnd, {kind: 'model-failed'}>

function isTooLong(end: AnswerEnd): end is TooLong {
  return end.kind === 'model-failed' && end.failure.kind === 'context-length'
}

function withAdvice(failure: ModelFailure, sentence: string): ModelFailure {
  return {
    kind: failure.kind,
    message: `${failure.message} ${sentence}`,
    suggestions: [
      'Ask for less at once, and name the files that matter instead of attaching them.',
      'Choose a model with a larger window with --model.',
    ],
  }
}
