import {addUsage, noUsage} from '../add-usage.ts'
import type {
  CompletionAnswer,
  CompletionChoice,
  CompletionClient,
  CompletionDelta,
  CompletionEvent,
  CompletionRequest,
} from '../completion-client.ts'
import {
  type CachedCompletion,
  completionEntries,
  completionKey,
  completionModel,
  readCachedCompletion,
} from './cached-completion.ts'
import type {CacheOptions} from './create-cached-client.ts'
import {createCacheWarning} from './cache-warning.ts'
import {cutPieces} from './cut-pieces.ts'
import {lookUp} from './look-up.ts'
import {notCached} from './not-cached.ts'

export interface CachedCompletionsOptions extends CacheOptions {
  readonly client: CompletionClient
}

/**
 * Answers prompts that were completed before from the cache, and sends only the others, all of them in one request.
 * A cache that does not work is a notice; the model is then asked as without it.
 */
export function createCachedCompletions(options: CachedCompletionsOptions): CompletionClient {
  const {mode, provider} = options
  const parts = {...options, warn: createCacheWarning()}

  async function* complete(request: CompletionRequest, signal: AbortSignal): AsyncGenerator<CompletionEvent, void> {
    signal.throwIfAborted()
    const hits = mode === 'refresh' ? [] : yield* findHits(parts, request)
    signal.throwIfAborted()
    const places = [...request.prompts.keys()].filter((place) => hits.every(({prompt}) => prompt !== place))
    if (mode === 'only' && places.length > 0) {
      yield {type: 'failed', failure: notCached(completionModel(provider, request.model))}
      return
    }
    yield* countHits(parts, hits, request.model)
    yield* hits.flatMap(deltasOf)
    if (places.length > 0) yield* askForRest(parts, {request, hits, places}, signal)
    else yield withHits({type: 'done', choices: [], usage: noUsage}, hits)
  }

  return {complete}
}

type Parts = CachedCompletionsOptions & {readonly warn: ReturnType<typeof createCacheWarning>}

async function* findHits(
  {cache, provider, warn}: Parts,
  request: CompletionRequest,
): AsyncGenerator<CompletionEvent, readonly Hit[]> {
  const hits: Hit[] = []
  for (const [prompt, text] of request.prompts.entries()) {
    const key = completionKey(provider, request, text)
    const found = await lookUp(cache, key, readCachedCompletion)
    if (found.kind === 'failed') yield* warn(found)
    if (found.kind === 'hit') hits.push({...found.answer, key, prompt})
  }
  return hits
}

async function* countHits(
  {cache, provider, costOf, warn}: Parts,
  hits: readonly Hit[],
  asked: string,
): AsyncGenerator<CompletionEvent, void> {
  const model = completionModel(provider, asked)
  for (const {key, usage} of hits) {
    const savedUsd = costOf?.(usage)
    const hit = {key, provider: provider.name, model, usage, ...(savedUsd !== undefined && {savedUsd})}
    const counted = await cache.countHit(hit)
    if (counted.kind !== 'written') yield* warn(counted)
  }
}

/** `places` says where each prompt that is sent stands in the whole request. */
async function* askForRest(
  parts: Parts,
  {request, hits, places}: {request: CompletionRequest; hits: readonly Hit[]; places: readonly number[]},
  signal: AbortSignal,
): AsyncGenerator<CompletionEvent, void> {
  const sent = {...request, prompts: places.map((place) => request.prompts[place] ?? '')}
  const inPlace = <Part extends {readonly prompt: number}>(part: Part): Part => ({
    ...part,
    prompt: places[part.prompt] ?? part.prompt,
  })

  for await (const event of parts.client.complete(sent, signal)) {
    switch (event.type) {
      case 'text.delta':
        yield inPlace(event)
        break
      case 'done':
        yield* keep(parts, sent, event)
        yield withHits({...event, choices: event.choices.map(inPlace)}, hits)
        break
      case 'retry':
        yield event
        // It makes void what was streamed before.
        yield* hits.flatMap(deltasOf)
        break
      case 'notice':
      case 'failed':
        yield event
        break
    }
  }
}

async function* keep(
  {cache, provider, warn}: Parts,
  request: CompletionRequest,
  answer: CompletionAnswer,
): AsyncGenerator<CompletionEvent, void> {
  for (const entry of completionEntries(answer, {provider, request})) {
    const written = await cache.write(entry)
    if (written.kind !== 'written') yield* warn(written)
  }
}

/** A prompt with the candidates of the cache. */
interface Hit extends CachedCompletion {
  readonly key: string
  readonly prompt: number
}

function deltasOf({prompt, candidates}: Hit): CompletionDelta[] {
  return candidates.flatMap(({candidate, text}) =>
    cutPieces(text).map((piece) => ({type: 'text.delta' as const, prompt, candidate, text: piece})),
  )
}

type Finished = CompletionEvent & {readonly type: 'done'}

function withHits(answer: Finished, hits: readonly Hit[]): Finished {
  if (hits.length === 0) return answer
  const found: CompletionChoice[] = hits.flatMap(({prompt, candidates}) =>
    candidates.map((candidate) => ({...candidate, prompt})),
  )
  const choices = [...answer.choices, ...found].toSorted(
    (left, right) => left.prompt - right.prompt || left.candidate - right.candidate,
  )
  const savedUsage = hits.reduce((sum, {usage}) => addUsage(sum, usage), noUsage)
  return {...answer, choices, fromCache: {prompts: hits.map(({prompt}) => prompt), savedUsage}}
}
