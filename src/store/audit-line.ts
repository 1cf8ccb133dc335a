import {createHash} from 'node:crypto'
import {z} from 'zod'

/** What happened, as programs read it: keys in snake_case. */
export interface AuditEntry {
  /** `noun.verb`, such as `command.end`. */
  readonly type: string
  readonly [key: string]: unknown
}

/** Which line is the last one. */
export interface AuditHead {
  /** Counts all lines of all files, from 1. */
  readonly seq: number
  /** SHA-256 of the line, in hex. */
  readonly hash: string
}

/** What the first line of all follows. */
export const noHead: AuditHead = {seq: 0, hash: '0'.repeat(64)}

const lineSchema = z.looseObject({
  seq: z.int().min(1),
  time: z.iso.datetime(),
  type: z.string(),
  prev: z.string().regex(/^[0-9a-f]{64}$/),
})

export type AuditLine = z.output<typeof lineSchema>

/** The line that follows `head`, without its line break: each carries the hash of the one before. */
export function writeAuditLine(
  entry: AuditEntry,
  {head, time}: {readonly head: AuditHead; readonly time: string},
): string {
  const {type, ...rest} = entry
  return JSON.stringify({seq: head.seq + 1, time, type, ...rest, prev: head.hash})
}

export function readAuditLine(text: string): AuditLine | undefined {
  try {
    const parsed = lineSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

export function hashAuditLine(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
