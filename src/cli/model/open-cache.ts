import type {ResponseCache} from '../../model/cache/response-cache.ts'
import type {OpenedState} from '../../store/open-state.ts'
import {createResponseCache} from '../../store/response-cache.ts'

/** The cache in a database that is still being opened: nobody waits for it before the first request. */
export function openCache(opening: Promise<OpenedState>, now: () => number): ResponseCache {
  const cache = opening.then((opened) =>
    opened.kind === 'open'
      ? createResponseCache(opened.state, {now})
      : unusable(`${opened.file} ${opened.fault.because}`),
  )
  // Whoever asks the cache hears of it.
  cache.catch(() => {})

  return {
    read: async (key) => (await cache).read(key),
    write: async (entry) => (await cache).write(entry),
    remove: async (key) => (await cache).remove(key),
    countHit: async (hit) => (await cache).countHit(hit),
  }
}

function unusable(because: string): ResponseCache {
  const fail = async () => ({kind: 'failed', because}) as const
  return {read: fail, write: fail, remove: fail, countHit: fail}
}
