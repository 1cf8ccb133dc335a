import type {Notice} from '@codex-host/plugin-api'
import type {KnownModel} from '../catalogue.ts'
import type {ModelClient, ModelEvent, ModelRequest} from '../model-client.ts'
import {contextTruncated} from './context-truncated.ts'
import type {AskedWindow} from './create-asked-window.ts'
import {findTruncation} from './find-truncation.ts'
import {unknownModel} from './unknown-model.ts'

export interface WatchOptions {
  /** As the user named it. */
  readonly asked: string
  readonly known: KnownModel
  /** The preset of the provider: each has its own way out. */
  readonly kind: string
  /** Absent where the server is none that could say how much it reads. */
  readonly window?: AskedWindow | undefined
}

/**
 * Says, once each, that nothing is known of the model, and that the server answers without having read everything.
 * No request waits for it.
 */
export function watchModel(client: ModelClient, {asked, known, kind, window}: WatchOptions): ModelClient {
  const told = new Set<string>()

  function* tell(notice: Notice): Generator<ModelEvent> {
    if (told.has(notice.code)) return
    told.add(notice.code)
    yield {type: 'notice', ...notice}
  }

  async function* stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent, void> {
    if (!known.isKnown && window === undefined) yield* tell(unknownModel(asked, known))
    for await (const event of client.stream(request, signal)) {
      if (event.type === 'done' && event.fromCache !== true && window !== undefined) {
        const tokens = await window.settle(signal)
        if (!known.isKnown && tokens === undefined) yield* tell(unknownModel(asked, known))
        const truncation = findTruncation({request, readTokens: event.usage.inputTokens, window: tokens})
        if (truncation !== undefined) yield* tell(contextTruncated(truncation, {kind, model: asked, window: tokens}))
      }
      yield event
    }
  }

  return {stream}
}
