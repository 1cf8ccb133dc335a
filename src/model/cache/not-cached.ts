import type {ModelFailure} from '../model-client.ts'

/** `because` says why the cache cannot be used, where that is so. */
export function notCached(model: string, because?: string): ModelFailure {
  const what =
    because === undefined
      ? `The cache has no answer of the model "${model}" to this request`
      : `The cache cannot be used, because ${because}`
  return {
    kind: 'not-cached',
    message: `${what}, and with "cache: only" the model is not asked. No request was sent.`,
    suggestions: ['With `--cache on` the model is asked where the cache has no answer.'],
  }
}
