import {z} from 'zod'
import type {ServerError} from './wire.ts'

const body = z.union([
  z.string(),
  z.object({code: z.union([z.string(), z.number()]).nullish(), message: z.string().nullish()}),
])

/** The `error` of a stream or of an answer that began well. */
export function readServerError(error: unknown): ServerError {
  const parsed = body.safeParse(error)
  if (!parsed.success) return {code: undefined, message: 'no reason given'}
  if (typeof parsed.data === 'string') return {code: undefined, message: parsed.data}
  const {code, message} = parsed.data
  return {code: code?.toString(), message: message ?? 'no reason given'}
}
