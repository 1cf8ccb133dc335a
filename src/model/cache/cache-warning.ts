import type {ModelEvent} from '../model-client.ts'

/** Says once that the cache does not work: a turn asks it at every step. */
export function createCacheWarning(): (because: string) => Generator<ModelEvent & {readonly type: 'notice'}, void> {
  let hasWarned = false

  return function* warn(because) {
    if (hasWarned) return
    hasWarned = true
    yield {type: 'notice', code: 'CACHE_UNUSABLE', text: `The cache cannot be used, because ${because}.`}
  }
}
