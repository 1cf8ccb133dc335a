import type {Usage} from '@codex-host/plugin-api'
import {lookUpModel, type UserModels} from '../catalogue.ts'
import type {ModelAnswer, ModelClient, ModelEvent, ModelRequest} from '../model-client.ts'
import type {ResolvedProvider} from '../resolve-provider.ts'
import {sentModel} from '../sent-model.ts'
import {cacheKey} from './cache-key.ts'
import {createCacheWarning} from './cache-warning.ts'
import {type CachedAnswer, readCachedAnswer} from './cached-answer.ts'
import {cutPieces} from './cut-pieces.ts'
import {hearDeltas} from './hear-deltas.ts'
import {lookUp} from './look-up.ts'
import {notCached} from './not-cached.ts'
import type {CacheEntry, CacheMode, ResponseCache} from './response-cache.ts'

export interface CacheOptions {
  readonly cache: ResponseCache
  readonly mode: CacheMode
  readonly provider: ResolvedProvider
  /** What an answer costs, in USD; undefined where nobody knows. */
  readonly costOf?: (usage: Usage) => number | undefined
}

export interface CachedClientOptions extends CacheOptions {
  readonly client: ModelClient
  readonly models?: UserModels
}

/**
 * Gives an answer that was given to the same request before, as a stream, and keeps the complete ones. A cache that
 * does not work is a notice; the model is then asked as without it.
 */
export function createCachedClient(options: CachedClientOptions): ModelClient {
  const {client, cache, mode, provider, models, costOf} = options
  const warn = createCacheWarning()

  async function* replay(place: Place, answer: CachedAnswer, signal: AbortSignal): AsyncGenerator<ModelEvent, void> {
    const savedUsd = costOf?.(answer.usage)
    const hit = {...place, usage: answer.usage, ...(savedUsd !== undefined && {savedUsd})}
    const counted = await cache.countHit(hit)
    if (counted.kind !== 'written') yield* warn(counted)

    for (const {type, text} of answer.deltas) {
      for (const piece of cutPieces(text)) {
        signal.throwIfAborted()
        yield {type, text: piece}
      }
    }
    yield {type: 'done', items: answer.items, usage: answer.usage, fromCache: true}
  }

  async function* ask(place: Place, request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent, void> {
    const heard = hearDeltas()
    for await (const event of client.stream(request, signal)) {
      heard.hear(event)
      // Who reads the stream may stop at its last event, so the answer is kept before.
      if (event.type === 'done') {
        const written = await cache.write({...place, text: toText(event, heard.deltas)})
        if (written.kind !== 'written') yield* warn(written)
      }
      yield event
    }
  }

  async function* stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent, void> {
    signal.throwIfAborted()
    const place = placeOf(request, {provider, models})
    const found = mode === 'refresh' ? miss : await lookUp(cache, place.key, readCachedAnswer)
    signal.throwIfAborted()
    if (found.kind === 'hit') {
      yield* replay(place, found.answer, signal)
      return
    }
    const because = found.kind === 'failed' ? found.because : undefined
    if (mode === 'only') {
      yield {type: 'failed', failure: notCached(place.model, because)}
      return
    }
    if (because !== undefined) yield* warn({kind: 'failed', because})
    yield* ask(place, request, signal)
  }

  return {stream}
}

const miss = {kind: 'miss'} as const

type Place = Omit<CacheEntry, 'text'>

function placeOf(
  {stream: _, ...request}: ModelRequest,
  {provider, models}: {provider: ResolvedProvider; models: UserModels | undefined},
): Place {
  const model = sentModel(request.model, {provider, models})
  // A model that reasons is asked for more than its text.
  const {reasons} = lookUpModel(request.model, models)
  const key = cacheKey(provider, {kind: 'turn', request: {...request, model, reasons}})
  return {key, provider: provider.name, model}
}

function toText({items, usage}: ModelAnswer, deltas: CachedAnswer['deltas']): string {
  return JSON.stringify({deltas, items, usage} satisfies CachedAnswer)
}
