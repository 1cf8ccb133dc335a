import type {ResponseCache} from './response-cache.ts'

export type Found<Answer> =
  | {readonly kind: 'hit'; readonly answer: Answer}
  | {readonly kind: 'miss'}
  | {readonly kind: 'failed'; readonly because: string}

/** Looks for an answer. An entry that `parse` cannot read is removed: it would be in the way for ever. */
export async function lookUp<Answer>(
  cache: ResponseCache,
  key: string,
  parse: (text: string) => Answer | undefined,
): Promise<Found<Answer>> {
  const read = await cache.read(key)
  if (read.kind !== 'hit') return read
  const answer = parse(read.text)
  if (answer !== undefined) return {kind: 'hit', answer}
  const removed = await cache.remove(key)
  return removed.kind === 'failed' ? removed : {kind: 'miss'}
}
