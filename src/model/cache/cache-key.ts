import {createHash} from 'node:crypto'
import type {ResolvedProvider} from '../resolve-provider.ts'

/** What one answer depends on besides its server, without what does not shape it. */
export interface Asked {
  readonly kind: 'turn' | 'completion'
  /** Any JSON, with the name of the model as it is sent. */
  readonly request: Readonly<Record<string, unknown>>
}

/** Raised when an answer of an earlier version must not be used any more. */
const version = 1

/** Headers that say who asks, not what is asked. Keys change more often than answers, and are no part of this. */
const credentials = /^(?:authorization|proxy-authorization|cookie|api-key|x-api-key|ocp-apim-subscription-key)$/i

/**
 * The hash of all that shapes an answer, in hexadecimal: equal for equal requests, whatever the order of their keys.
 * Two accounts of one user at the same server share their answers.
 */
export function cacheKey(provider: ResolvedProvider, {kind, request}: Asked): string {
  const headers = Object.entries(provider.headers)
    .filter(([name]) => !credentials.test(name))
    .map(([name, value]) => [name.toLowerCase(), value] as const)
  const server = {
    name: provider.name,
    baseUrl: provider.baseUrl.replace(/\/+$/, ''),
    query: provider.query,
    headers: Object.fromEntries(headers),
    wire: provider.wire,
    chat: provider.chat,
  }
  return createHash('sha256').update(canonicalJson({version, kind, server, request})).digest('hex')
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).toSorted(([left], [right]) => (left < right ? -1 : 1)))
  })
}
