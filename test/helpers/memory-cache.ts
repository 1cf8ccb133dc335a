import type {CacheEntry, CacheHitCount, ResponseCache} from '../../src/model/cache/response-cache.ts'

/** A cache that keeps everything in memory, with what was done to it. `breaks` makes every call fail. */
export function memoryCache({breaks}: {readonly breaks?: string} = {}): ResponseCache & {
  readonly entries: Map<string, CacheEntry>
  readonly hits: CacheHitCount[]
} {
  const entries = new Map<string, CacheEntry>()
  const hits: CacheHitCount[] = []
  const failure = breaks === undefined ? undefined : ({kind: 'failed', because: breaks} as const)

  return {
    entries,
    hits,
    async read(key) {
      const entry = entries.get(key)
      return failure ?? (entry === undefined ? {kind: 'miss'} : {kind: 'hit', text: entry.text})
    },
    async write(entry) {
      entries.set(entry.key, entry)
      return failure ?? {kind: 'written'}
    },
    async remove(key) {
      entries.delete(key)
      return failure ?? {kind: 'written'}
    },
    async countHit(hit) {
      hits.push(hit)
      return failure ?? {kind: 'written'}
    },
  }
}
