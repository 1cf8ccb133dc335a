import type {
  AnswerBill,
  AskEvent,
  AskRequest,
  CodexError,
  CompletionEvent,
  CompletionRequest,
  ModelFacts,
  ModelFailed,
  TextModel,
} from '@codex-host/plugin-api'
import {isCodexError} from '@codex-host/plugin-api'
import type {CompletionClient, CompletionEvent as ClientEvent} from '../model/completion-client.ts'
import type {ModelClient, ModelEvent, ModelFailure, ModelRequest} from '../model/model-client.ts'
import type {ModelPrice} from '../model/model-figures.ts'
import {askByCompletion} from './ask-by-completion.ts'
import {leastTokens, likelyTokens} from './context-window.ts'
import {userMessage} from './first-request.ts'
import type {Meter} from './meter.ts'
import {modelError} from './model-error.ts'
import {failureOutcome, outcomeOf} from './outcomes.ts'
import {type Bill, billFor, costOf} from './spending.ts'

/** What the flags and the configuration say of every request. */
export interface TextSettings {
  readonly model: string
  readonly temperature?: number
  readonly maxOutputTokens?: number
  readonly reasoning?: 'low' | 'medium' | 'high'
  readonly stop?: readonly string[]
  readonly stream: boolean
}

/**
 * The ways to a server, opened for the first request that takes them.
 * @throws CodexError with exit code 3 or 4.
 */
export interface TextClients {
  /** Undefined where the model is one that only continues texts. */
  readonly model: () => Promise<ModelClient | undefined>
  readonly completions: () => Promise<CompletionClient>
}

export interface TextModelParts {
  readonly facts: ModelFacts
  readonly settings: TextSettings
  readonly price?: ModelPrice
  readonly meter: Meter
  /** Aborted when the time of the run is over. */
  readonly deadline: AbortSignal
  /** What is left of it. */
  readonly timeLeftMs: () => number
  readonly clients: TextClients
  readonly contextWindow: (signal: AbortSignal) => Promise<number>
}

/** The model without the agent: requests that stand for themselves, within the budgets of all of them. */
export function createTextModel(parts: TextModelParts): TextModel {
  const {facts, settings, price, clients} = parts

  function ask(request: AskRequest, signal: AbortSignal): AsyncIterable<AskEvent> {
    const asked = modelRequest(settings, request)
    const send = async (stop: AbortSignal) => {
      const model = await clients.model()
      const events = model?.stream(asked, stop) ?? askByCompletion(await clients.completions(), asked, stop)
      return readAnswer(events, price)
    }
    return withinBudgets(parts, {text: asked.instructions + request.prompt, send}, signal)
  }

  function complete(request: CompletionRequest, signal: AbortSignal): AsyncIterable<CompletionEvent> {
    const asked = {...request, ...settings, ...stops(request.stop, settings.stop)}
    const send = async (stop: AbortSignal) => readCompletion((await clients.completions()).complete(asked, stop), price)
    return withinBudgets(parts, {text: request.prompts.join('') + (request.suffix ?? ''), send}, signal)
  }

  return {facts, countTokens: likelyTokens, contextWindow: parts.contextWindow, ask, complete}
}

function modelRequest(settings: TextSettings, request: AskRequest): ModelRequest {
  const {model, stream, stop, reasoning} = settings
  const temperature = settings.temperature ?? request.temperature
  const maxOutputTokens = settings.maxOutputTokens ?? request.maxOutputTokens
  return {
    model,
    instructions: request.instructions,
    input: [userMessage(request.prompt)],
    tools: [],
    stream,
    ...(temperature !== undefined && {temperature}),
    ...(maxOutputTokens !== undefined && {maxOutputTokens}),
    ...(reasoning !== undefined && {reasoning}),
    ...(stop !== undefined && {stop}),
    ...(request.outputSchema !== undefined && {outputSchema: request.outputSchema}),
  }
}

function stops(own: readonly string[] = [], configured: readonly string[] = []): Pick<CompletionRequest, 'stop'> {
  const all = [...new Set([...configured, ...own])]
  return all.length === 0 ? {} : {stop: all}
}

type AnyEvent = AskEvent | CompletionEvent

interface Sending<Event> {
  /** All that is sent. */
  readonly text: string
  readonly send: (signal: AbortSignal) => Promise<AsyncIterable<Event>>
}

/** Sends one request, if the budgets allow it. When the time is over it ends as a budget; the caller's signal throws. */
async function* withinBudgets<Event extends AnyEvent>(
  parts: TextModelParts,
  {text, send}: Sending<Event>,
  signal: AbortSignal,
): AsyncGenerator<Event | ModelFailed, void> {
  const {deadline, meter, timeLeftMs} = parts
  signal.throwIfAborted()
  const admission = deadline.aborted ? outOfTime : meter.begin(leastTokens(text))
  if (admission.kind === 'exhausted') {
    yield budgetEnded(admission.because)
    return
  }

  let settle = () => admission.end()
  try {
    const stop = AbortSignal.any([signal, deadline])
    for await (const event of await send(stop)) {
      if (event.type === 'failed' && event.error.code === notCachedCode) settle = admission.withdraw
      if (event.type === 'answer.end') settle = () => admission.end(billOf(event), uncountedTokens(event, text))
      if (event.type === 'retry' && event.delayMs >= timeLeftMs()) {
        yield budgetEnded(
          `The wait before the next try is longer than the run may take (--max-time): ${event.because}.`,
        )
        return
      }
      yield event
    }
  } catch (error) {
    signal.throwIfAborted()
    if (deadline.aborted) yield budgetEnded(outOfTime.because)
    else if (isCodexError(error)) {
      settle = admission.withdraw
      yield refused(error)
    } else throw error
  } finally {
    settle()
  }
}

/** Only the cache was asked, and it had nothing. */
const notCachedCode = 'MODEL_NOT_CACHED'

const outOfTime = {kind: 'exhausted', because: 'The run used all of its time (--max-time).'} as const

function budgetEnded(message: string): ModelFailed {
  return {type: 'failed', outcome: 'budget-ended', error: {code: 'BUDGET_ENDED', message, suggestions: []}}
}

/** The configuration or the key is such that nothing can be sent. */
function refused({code, message, suggestions, exitCode}: CodexError): ModelFailed {
  return {type: 'failed', outcome: outcomeOf(exitCode), error: {code, message, suggestions}}
}

function billOf({usage, costUsd, providerSavedUsd, cacheHit}: AnswerBill): Bill {
  return {
    usage,
    ...(costUsd !== undefined && {costUsd}),
    ...(providerSavedUsd !== undefined && {providerSavedUsd}),
    ...(cacheHit !== undefined && {cacheHit}),
  }
}

/** An estimate of what the server did not count. */
function uncountedTokens(event: Extract<AnyEvent, {type: 'answer.end'}>, sent: string): number {
  const isCounted = event.usage.inputTokens + event.usage.outputTokens > 0
  if (isCounted || event.cacheHit !== undefined) return 0
  const written = 'text' in event ? event.text : event.choices.map(({text}) => text).join('')
  return likelyTokens(sent + written)
}

async function* readAnswer(
  events: AsyncIterable<ModelEvent>,
  price: ModelPrice | undefined,
): AsyncGenerator<AskEvent, void> {
  for await (const event of events) {
    switch (event.type) {
      case 'text.delta':
      case 'retry':
      case 'notice':
        yield event
        break
      case 'reasoning.delta':
        break
      case 'failed':
        yield modelFailed(event.failure)
        break
      case 'done': {
        const text = event.items.map((item) => (item.kind === 'message' ? item.text : '')).join('')
        yield {type: 'answer.end', text, ...billFor(event, price)}
        break
      }
    }
  }
}

async function* readCompletion(
  events: AsyncIterable<ClientEvent>,
  price: ModelPrice | undefined,
): AsyncGenerator<CompletionEvent, void> {
  for await (const event of events) {
    switch (event.type) {
      case 'text.delta':
      case 'retry':
      case 'notice':
        yield event
        break
      case 'failed':
        yield modelFailed(event.failure)
        break
      case 'done':
        yield completionEnd(event, price)
        break
    }
  }
}

/** What was sent is paid, what the cache had is saved: one answer may have both. */
function completionEnd(
  {choices, usage, fromCache}: ClientEvent & {readonly type: 'done'},
  price: ModelPrice | undefined,
): CompletionEvent {
  const cachedPrompts = fromCache?.prompts ?? []
  const savedUsage = fromCache?.savedUsage
  const wasSent = choices.some(({prompt}) => !cachedPrompts.includes(prompt))
  const paid = wasSent ? billFor({usage}, price) : {usage, costUsd: 0, providerSavedUsd: 0}
  if (savedUsage === undefined) return {type: 'answer.end', choices, cachedPrompts, ...paid}
  const {costUsd: savedUsd} = costOf(savedUsage, price)
  const cacheHit = {savedUsage, ...(savedUsd !== undefined && {savedUsd})}
  return {type: 'answer.end', choices, cachedPrompts, ...paid, cacheHit}
}

function modelFailed(failure: ModelFailure): ModelFailed {
  return {type: 'failed', outcome: failureOutcome(failure), error: modelError(failure)}
}
