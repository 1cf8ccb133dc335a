import type {Fault} from './classify-failure.ts'
import type {ModelFailure} from './model-client.ts'

/** What the user is told after the last of `requests` attempts, which ended with `fault`. */
export function describeFailure(
  fault: Fault,
  asked: {readonly model: string; readonly baseUrl: string; readonly requests: number},
): ModelFailure {
  return {
    kind: fault.kind,
    message: `The model "${asked.model}" at ${asked.baseUrl} gave no complete answer: ${fault.because}. ${triedText(fault, asked.requests)}`,
    suggestions: fault.suggestions,
  }
}

/** Where nobody answers, nothing was sent. */
function triedText({kind}: Fault, times: number): string {
  if (kind === 'unreachable') return times === 1 ? 'It was tried once.' : `It was tried ${times} times.`
  return times === 1 ? '1 request was sent.' : `${times} requests were sent.`
}

/** The key in words that may be shown: where it comes from, and four characters of one that is long enough. */
export function nameKey(apiKey: string | undefined, origin: string): string {
  if (apiKey === undefined) return 'the request without a key'
  return apiKey.length < 16 ? `the key from ${origin}` : `the key from ${origin} (it ends in ${apiKey.slice(-4)})`
}
