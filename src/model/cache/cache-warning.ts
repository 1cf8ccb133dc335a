import type {ModelEvent} from '../model-client.ts'
import type {CacheWrite} from './response-cache.ts'

type NotDone = Exclude<CacheWrite, {readonly kind: 'written'}>

/** Says once that the cache does not work, and once that an answer was not kept: a turn asks it at every step. */
export function createCacheWarning(): (result: NotDone) => Generator<ModelEvent & {readonly type: 'notice'}, void> {
  const said = new Set<NotDone['kind']>()

  return function* warn({kind, because}) {
    if (said.has(kind)) return
    said.add(kind)
    yield kind === 'failed'
      ? {type: 'notice', code: 'CACHE_UNUSABLE', text: `The cache cannot be used, because ${because}.`}
      : {type: 'notice', code: 'CACHE_LEFT_OUT', text: `An answer is not kept in the cache, because ${because}.`}
  }
}
