/** What the model says about lines. Nothing of it is proven. */
export interface SaidNote {
  readonly first: number
  readonly last: number
  /** The first of the lines, quoted. */
  readonly quote: string
  readonly note: string
}

export interface SaidNotes {
  readonly summary: string
  readonly notes: readonly SaidNote[]
}

/** What an answer must look like, for servers that hold a model to a schema. */
export const annotationSchema = {
  type: 'object',
  properties: {
    summary: {type: 'string', description: 'What these lines are for, in one to three sentences.'},
    annotations: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          start_line: {type: 'integer'},
          end_line: {type: 'integer'},
          text: {type: 'string', description: 'The text of start_line, copied without its number and the bar.'},
          note: {type: 'string'},
        },
        required: ['start_line', 'end_line', 'text', 'note'],
        additionalProperties: false,
      },
    },
  },
  required: ['summary', 'annotations'],
  additionalProperties: false,
} as const

/**
 * Reads the answer of a model that may or may not have been held to the schema: with words around the JSON, a bare list,
 * other names of keys, or cut off in the middle. Undefined where there is no note in it.
 */
export function readAnnotations(answer: string): SaidNotes | undefined {
  const values = jsonValues(answer)
  for (const value of values) {
    const said = readWhole(value)
    if (said !== undefined) return said
  }
  // Cut off: what was written whole counts.
  const notes = values.flatMap((value) => readNote(value) ?? [])
  return notes.length === 0 ? undefined : {summary: summaryBefore(answer), notes}
}

function readWhole(value: unknown): SaidNotes | undefined {
  if (Array.isArray(value)) {
    const notes = value.flatMap((item) => readNote(item) ?? [])
    return notes.length === 0 ? undefined : {summary: '', notes}
  }
  if (!isObject(value)) return undefined
  const list = firstOf(value, ['annotations', 'notes', 'lines', 'explanations'])
  if (!Array.isArray(list)) return undefined
  const summary = firstOf(value, ['summary', 'overview'])
  return {
    summary: typeof summary === 'string' ? summary.trim() : '',
    notes: list.flatMap((item) => readNote(item) ?? []),
  }
}

function readNote(value: unknown): SaidNote | undefined {
  if (!isObject(value)) return undefined
  const [first, end] = linesOf(value)
  const quote = firstOf(value, ['text', 'quote', 'code', 'anchor'])
  const note = firstOf(value, ['note', 'annotation', 'explanation', 'comment'])
  if (first === undefined || typeof note !== 'string' || note.trim() === '') return undefined
  return {first, last: Math.max(first, end ?? first), quote: typeof quote === 'string' ? quote : '', note: note.trim()}
}

/** Numbers, numbers in quotes, or a range such as "10-12". */
function linesOf(value: Readonly<Record<string, unknown>>): readonly [number?, number?] {
  const start = firstOf(value, ['start_line', 'line', 'lines', 'start'])
  const end = toLine(firstOf(value, ['end_line', 'end']))
  const range = typeof start === 'string' ? /^\s*L?(\d+)\s*[-–]\s*L?(\d+)\s*$/.exec(start) : null
  if (range !== null) return [toLine(range[1]), toLine(range[2])]
  return [toLine(start), end]
}

function toLine(value: unknown): number | undefined {
  const number = typeof value === 'string' ? Number(value.replace(/^\s*L/i, '')) : value
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function firstOf(value: Readonly<Record<string, unknown>>, keys: readonly string[]): unknown {
  const key = keys.find((name) => Object.hasOwn(value, name))
  return key === undefined ? undefined : value[key]
}

/** Nested brackets that are no JSON would be tried one by one. */
const mostTries = 1000

/** All whole objects and lists of a text, outer ones first. What is inside a whole one is not looked at. */
function jsonValues(text: string): readonly unknown[] {
  const outermost = parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1))
  if (outermost !== undefined) return [outermost]

  const values: unknown[] = []
  const ends = closingBrackets(text)
  for (let position = 0, tries = 0; position < text.length && tries < mostTries; position++) {
    const end = ends.get(position)
    if (end === undefined) continue
    tries += 1
    const value = parse(text.slice(position, end + 1))
    if (value === undefined) continue
    values.push(value)
    position = end
  }
  return values
}

/** Where each bracket is closed, outside of strings. */
function closingBrackets(text: string): ReadonlyMap<number, number> {
  const ends = new Map<number, number>()
  const open: number[] = []
  for (const {0: token, index} of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{]|[\]}]/gs)) {
    if (token === '{' || token === '[') open.push(index)
    else if (token === '}' || token === ']') {
      const start = open.pop()
      if (start !== undefined) ends.set(start, index)
    }
  }
  return ends
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function summaryBefore(answer: string): string {
  const written = /"summary"\s*:\s*("(?:[^"\\]|\\.)*")/s.exec(answer)?.[1]
  const value = written === undefined ? undefined : parse(written)
  return typeof value === 'string' ? value.trim() : ''
}
