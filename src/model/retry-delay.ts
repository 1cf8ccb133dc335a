import type {Fault} from './classify-failure.ts'

/** Most requests for one answer, the first included, whatever went wrong. */
const maxRequests = 4
const firstDelayMs = 500
const longestDelayMs = 8_000
/** A server that wants a longer wait is not waited for: nobody would know whether we still live. */
const longestRetryAfterMs = 300_000
/** An address that cannot be reached is given up inside this time. */
const unreachableMs = 30_000
/** How long one request may take to get a connection, proxy and TLS included. */
export const connectTimeoutMs = 10_000

export interface Attempts {
  /** What went wrong so far, the latest last. */
  readonly faults: readonly Fault[]
  readonly elapsedMs: number
  /** From 0 to 1. */
  readonly random: number
}

/** How long to wait before the request is sent again, or `undefined` where it is not sent again. */
export function retryDelay({faults, elapsedMs, random}: Attempts): number | undefined {
  const fault = faults.at(-1)
  if (fault === undefined || faults.length >= maxRequests) return undefined
  if (faults.filter((other) => other.kind === fault.kind).length >= fault.requests) return undefined
  if (fault.retryAfterMs !== undefined) {
    return fault.retryAfterMs <= longestRetryAfterMs ? fault.retryAfterMs : undefined
  }

  const backOffMs = Math.min(firstDelayMs * 2 ** (faults.length - 1), longestDelayMs)
  const delayMs = Math.round(backOffMs * (0.5 + random / 2))
  if (fault.kind === 'unreachable' && elapsedMs + delayMs + connectTimeoutMs > unreachableMs) return undefined
  return delayMs
}

/** The wait that `Retry-After` asks for, in either of its forms. A date is compared with `nowMs`. */
export function readRetryAfter(header: (name: string) => string | null, nowMs: number): number | undefined {
  const milliseconds = Number.parseFloat(header('retry-after-ms') ?? '')
  if (milliseconds >= 0) return Math.ceil(milliseconds)

  const text = header('retry-after')?.trim() ?? ''
  if (/^\d+(?:\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1_000)
  // `Date.parse` would read "-5" as a year.
  const date = /^[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs)
}
