import {CodexError} from '@codex-host/plugin-api'
import {z} from 'zod'

export type AnswerCheck =
  | {readonly kind: 'fits'}
  /** Goes back to the model. */
  | {readonly kind: 'feedback'; readonly text: string}
  | {readonly kind: 'unfit'; readonly because: string}

/** How often the model may answer again after an answer that does not fit. */
const mostCorrections = 2

/**
 * Checks the last answer of a turn against the JSON Schema that the user gave. Servers promise less than they seem to:
 * some ignore a schema, and none enforces all of it.
 * @throws CodexError with exit code 2 for a schema that cannot be checked here.
 */
export function createAnswerCheck(schema: Readonly<Record<string, unknown>> | undefined) {
  const problemOf = schema === undefined ? () => undefined : readSchema(schema)
  let corrections = 0

  return function check(answer: string): AnswerCheck {
    const problem = problemOf(answer)
    if (problem === undefined) return {kind: 'fits'}
    if (corrections >= mostCorrections) return {kind: 'unfit', because: problem}
    corrections += 1
    const text = `Your answer is not what the user's program can read: ${problem}. Answer again with one JSON value that fits the schema, and nothing else: no fence, no words around it.`
    return {kind: 'feedback', text}
  }
}

/** The check says what is wrong with an answer, or nothing. */
function readSchema(schema: Readonly<Record<string, unknown>>): (answer: string) => string | undefined {
  const type = toZod(schema)
  return (answer) => {
    const value = parseJson(answer)
    if (value === undefined) return 'it is not JSON'
    const checked = type.safeParse(value.json)
    return checked.success ? undefined : describeIssue(checked.error.issues)
  }
}

function toZod(schema: Readonly<Record<string, unknown>>): z.ZodType {
  try {
    return z.fromJSONSchema(schema)
  } catch (cause) {
    const because = cause instanceof Error ? cause.message : String(cause)
    throw new CodexError(`The output schema cannot be checked, so nothing was sent: ${because}.`, {
      code: 'OUTPUT_SCHEMA',
      exitCode: 2,
      suggestions: ['Write it with types, properties, items, enum, const, anyOf, oneOf, allOf and $ref.'],
      cause,
    })
  }
}

function parseJson(text: string): {readonly json: unknown} | undefined {
  try {
    return {json: JSON.parse(text)}
  } catch {
    return undefined
  }
}

function describeIssue([first, ...others]: readonly z.core.$ZodIssue[]): string {
  if (first === undefined) return 'it does not fit the schema'
  const place = first.path.length === 0 ? 'the whole value' : first.path.map(String).join('.')
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`
  return `${place}: ${first.message}${more}`
}
