import {CodexError} from '@codex-host/plugin-api'
import {z} from 'zod'

const textCheck = z.strictObject({
  contains: z.string().optional(),
  /** A regular expression; a dot also means a line break. */
  matches: z.string().refine(isPattern, 'is not a regular expression').optional(),
})

/** What must be true of the request a step answers. */
const expectation = z.strictObject({
  model: z.string().optional(),
  input_items: z.number().int().min(0).optional(),
  tools: z.array(z.string()).optional(),
  instructions: textCheck.optional(),
  last_user_text: textCheck.optional(),
  last_tool_output: textCheck.optional(),
})

const reply = z.union([
  z.strictObject({text: z.string()}),
  z.strictObject({reasoning: z.string()}),
  z.strictObject({
    tool_call: z.strictObject({
      name: z.string(),
      /** An object is sent as JSON, a string as it is: so a script can hold arguments that are not JSON. */
      arguments: z.union([z.record(z.string(), z.unknown()), z.string()]),
      call_id: z.string().optional(),
    }),
  }),
])

const serverError = z.strictObject({code: z.string(), message: z.string()})

const fault = z.union([
  /** An answer without a stream. */
  z.strictObject({
    status: z.number().int().min(300).max(599),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.unknown().optional(),
  }),
  /** The connection is destroyed after so many events. */
  z.strictObject({reset_after_events: z.number().int().min(0)}),
  /** The stream ends in good order, but before `response.completed`. */
  z.strictObject({end_early: z.literal(true)}),
  /** Nothing is sent for so long after so many events; then the rest comes. Without a number: no byte at all. */
  z.strictObject({stall_ms: z.number().int().min(1), after_events: z.number().int().min(0).optional()}),
  /** The event before `response.completed` is damaged. */
  z.strictObject({malformed_frame: z.literal(true)}),
  /** A complete answer with nothing in it. */
  z.strictObject({empty: z.literal(true)}),
  /** The stream ends with `response.failed`. */
  z.strictObject({failed: serverError}),
  /** The stream ends with an `error` event. */
  z.strictObject({error_event: serverError}),
  /** The stream ends with `response.incomplete`. */
  z.strictObject({incomplete: z.enum(['max_output_tokens', 'content_filter'])}),
])

const usage = z.strictObject({
  input_tokens: z.number().int().min(0),
  cached_tokens: z.number().int().min(0).default(0),
  output_tokens: z.number().int().min(0),
  reasoning_tokens: z.number().int().min(0).default(0),
})

const step = z.strictObject({
  expect: expectation.optional(),
  reply: z.array(reply).default([]),
  fault: fault.optional(),
  usage: usage.optional(),
  /** The most characters of one delta; without it a text is one delta. */
  delta_characters: z.number().int().min(1).optional(),
  /** What the server has kept of earlier answers is gone when this step is asked for. */
  forgets: z.literal(true).optional(),
  /** The wait before each delta. */
  delta_ms: z.number().int().min(0).default(0),
})

const modelScript = z.strictObject({
  description: z.string().optional(),
  steps: z.array(step),
})

/** A script as it is written: what has a default may be left out. */
export type ModelScript = z.input<typeof modelScript>
export type ParsedScript = z.output<typeof modelScript>
export type ScriptStep = z.output<typeof step>
export type ScriptReply = z.output<typeof reply>
export type ScriptFault = z.output<typeof fault>
export type Expectation = z.output<typeof expectation>
export type TextCheck = z.output<typeof textCheck>

/**
 * Reads a script; `name` says in the error which one.
 * @throws CodexError with exit code 3.
 */
export function parseModelScript(value: unknown, name: string): ParsedScript {
  const parsed = modelScript.safeParse(value)
  if (parsed.success) return parsed.data
  throw new CodexError(
    `The model script ${name} does not fit the format, so nothing was played:\n${z.prettifyError(parsed.error)}`,
    {
      code: 'MODEL_SCRIPT',
      exitCode: 3,
    },
  )
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'su') instanceof RegExp
  } catch {
    return false
  }
}
