import type {ResponseCache} from '../../model/cache/response-cache.ts'
import type {OpenedState} from '../../store/open-state.ts'
import {createResponseCache} from '../../store/response-cache.ts'
import type {TurnSecrets} from '../turn-secrets.ts'

export interface CacheTerms {
  readonly now: () => number
  readonly secrets: Pick<TurnSecrets, 'redactor'>
}

/**
 * The cache in a database that is still being opened: nobody waits for it before the first request. An answer is kept
 * as it was given or not at all: with a secret taken out it would be another answer.
 */
export function openCache(opening: Promise<OpenedState>, {now, secrets}: CacheTerms): ResponseCache {
  const cache = opening.then((opened) =>
    opened.kind === 'open'
      ? createResponseCache(opened.state, {now})
      : unusable(`${opened.file} ${opened.fault.because}`),
  )
  // Whoever asks the cache hears of it.
  cache.catch(() => {})

  return {
    read: async (key) => (await cache).read(key),
    write: async (entry) => (holdsSecret(entry.text, secrets) ? leftOut : (await cache).write(entry)),
    remove: async (key) => (await cache).remove(key),
    countHit: async (hit) => (await cache).countHit(hit),
  }
}

const leftOut = {kind: 'left-out', because: 'it holds what looks like a secret'} as const

function holdsSecret(text: string, secrets: CacheTerms['secrets']): boolean {
  return secrets.redactor().text(text) !== text
}

function unusable(because: string): ResponseCache {
  const fail = async () => ({kind: 'failed', because}) as const
  return {read: fail, write: fail, remove: fail, countHit: fail}
}
