import {createHash} from 'node:crypto'
import {CodexError} from '@codex-host/plugin-api'
import {z} from 'zod'
import {
  exportedLineSchema,
  recordLineSchema,
  recordVersion,
  sessionLineSchema,
  type SessionLine,
  type SessionRecord,
  workspaceEntrySchema,
} from './session-record.ts'

export interface RawSession {
  readonly session: readonly string[]
  readonly lines: readonly string[]
  readonly entries: readonly string[]
  readonly contents: ReadonlyMap<string, Uint8Array>
}

/**
 * Reads a record back as checked values. `name` begins the sentence about what is wrong.
 * @throws CodexError with exit code 3 for a record of a newer version, 2 for one that cannot be read.
 */
export function parseSession(raw: RawSession, name: string): SessionRecord {
  const [text = ''] = raw.session
  const record = {
    session: parseSessionLine(text, name),
    lines: raw.lines.map((line, index) => parse(recordLineSchema, line, `${name}, line ${index + 1},`)),
    entries: raw.entries.map((entry) => parse(workspaceEntrySchema, entry, `${name}, a file of the workspace,`)),
    contents: raw.contents,
  }
  return checked(record, name)
}

/** Reads an exported record: one JSON value a line. */
export function parseExport(text: string, name: string): SessionRecord {
  const [first = '', ...others] = text.split('\n')
  const session = parseSessionLine(first, `${name}, line 1,`)
  const lines: SessionRecord['lines'][number][] = []
  const entries: SessionRecord['entries'][number][] = []
  const contents = new Map<string, Uint8Array>()

  for (const [index, line] of others.entries()) {
    if (line.trim() === '') continue
    const parsed = parse(exportedLineSchema, line, `${name}, line ${index + 2},`)
    if (parsed.kind === 'session') throw unreadable(`${name}, line ${index + 2},`, 'a record has one session')
    if (parsed.kind === 'entry') entries.push(parsed.entry)
    else if (parsed.kind === 'content') {
      contents.set(
        parsed.sha256,
        Buffer.from(parsed.text ?? parsed.base64 ?? '', parsed.text === undefined ? 'base64' : 'utf8'),
      )
    } else lines.push(parsed)
  }
  return checked({session, lines, entries, contents}, name)
}

function parseSessionLine(text: string, name: string): SessionLine {
  const {kind, version} = parse(z.looseObject({kind: z.string(), version: z.int()}), text, name)
  if (kind === 'session' && version > recordVersion) {
    throw new CodexError(
      `${name} was recorded by a newer codex (format ${version}, this codex knows ${recordVersion}), ` +
        'so nothing was done.',
      {code: 'RECORD_NEWER', exitCode: 3, suggestions: ['Use the newer codex for it.']},
    )
  }
  return parse(sessionLineSchema, text, name)
}

function parse<Schema extends z.ZodType>(schema: Schema, text: string, name: string): z.infer<Schema> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw unreadable(name, 'it is not JSON')
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw unreadable(name, `${issue?.path.join('.') || 'the line'}: ${issue?.message ?? 'it does not fit'}`)
}

/** What is replayed is what was recorded, byte for byte. A kill while the workspace was read leaves no state of it. */
function checked(record: SessionRecord, name: string): SessionRecord {
  const isKept = record.lines.some((line) => line.kind === 'state' && line.outcome === 'complete')
  if (!isKept) return {...record, entries: [], contents: new Map()}

  for (const [sha256, bytes] of record.contents) {
    const found = createHash('sha256').update(bytes).digest('hex')
    if (found !== sha256) throw unreadable(name, `the content ${sha256.slice(0, 12)} is damaged`)
  }
  const missing = record.entries.find((entry) => entry.type === 'file' && !record.contents.has(entry.sha256))
  if (missing !== undefined) throw unreadable(name, `the content of ${missing.path} is missing`)
  return record
}

function unreadable(name: string, because: string): CodexError {
  return new CodexError(`${name} cannot be read as a record, so nothing was done: ${because}.`, {
    code: 'RECORD_UNREADABLE',
    exitCode: 2,
    suggestions: ['`codex sessions list` names the sessions that were recorded here.'],
  })
}
