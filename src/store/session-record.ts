import {z} from 'zod'
import {modelEventSchema} from './model-event-schema.ts'
import {turnEventSchema} from './turn-event-schema.ts'
import {decision} from './turn-result-schema.ts'

/** Rises when a reader of the version before would misread a record. */
export const recordVersion = 1

const json = z.record(z.string(), z.unknown())
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

const rule = z.object({
  effect: z.enum(['allow', 'ask', 'deny']),
  tool: z.enum(['shell', 'apply_patch', 'network']),
  pattern: z.string(),
  from: z.enum(['user', 'project']),
  place: z.string(),
})

/** What shapes a turn besides the workspace: what the configuration said of approval, and the runtime's own settings. */
const settings = z.object({
  approval: z.object({
    approvalMode: z.enum(['suggest', 'auto-edit', 'full-auto']),
    isolation: z.enum(['copy', 'in-place']),
    rules: z.array(rule),
    /** Folders of the workspace: nothing else of it may be written. */
    writable: z.array(z.string()).exactOptional(),
  }),
  runtime: z.looseObject({
    settings: z.looseObject({model: z.string(), provider: z.string(), verifyIsProjects: z.boolean()}),
    budgets: z.looseObject({maxSteps: z.number(), maxIterations: z.number(), maxTimeMs: z.number()}),
    commandTimeoutMs: z.number(),
  }),
  is_sandboxed: z.boolean(),
  /** What commands could reach, as the model is told; absent where they had no network. */
  hosts: z.array(z.string()).exactOptional(),
  /** The system, as the model is told. */
  os: z.string(),
})

const sessionLine = z.object({
  kind: z.literal('session'),
  version: z.literal(recordVersion),
  id: z.string().regex(/^[\w-]{4,64}$/),
  /** The same for all turns of a conversation; absent in older records, which are conversations of one turn. */
  conversation_id: z
    .string()
    .regex(/^[\w-]{4,64}$/)
    .exactOptional(),
  /** The command that ran the turn, such as `prompt`. */
  verb: z.string().exactOptional(),
  codex_version: z.string(),
  /** Milliseconds since 1970. */
  started_at_ms: z.number(),
  /** 1 for the first turn of its conversation. */
  turn: z.int().min(1),
  /** Absolute: where the workspace was. */
  root: z.string(),
  cwd: z.string(),
  /** Where commands saw it, if that was at another path. */
  shown_at: z.string().optional(),
  /** The `TurnRequest` of the contract. */
  request: z.looseObject({prompt: z.string()}),
  settings,
})

/** One entry of the workspace. What was hidden from commands, and what git ignores, is there by name alone. */
const workspaceEntry = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('file'),
    path: z.string(),
    mode: z.int().min(0).max(0o777),
    /** Milliseconds since 1970. */
    written_at_ms: z.number(),
    sha256,
  }),
  z.object({type: z.literal('link'), path: z.string(), target: z.string()}),
  z.object({type: z.literal('folder'), path: z.string()}),
  z.object({type: z.enum(['hidden', 'ignored']), path: z.string(), is_folder: z.boolean()}),
])

const stateLine = z.discriminatedUnion('outcome', [
  z.object({kind: z.literal('state'), outcome: z.literal('complete'), redacted_files: z.array(z.string())}),
  /** `because` goes on after "was not kept: ". */
  z.object({kind: z.literal('state'), outcome: z.literal('not-kept'), because: z.string()}),
])

const turnLines = [
  z.object({kind: z.literal('event'), event: turnEventSchema}),
  /** `frame` is all of the request but its input, absent where it is as before; `kept` counts the items kept from it. */
  z.object({
    kind: z.literal('request'),
    frame: json.exactOptional(),
    kept: z.int().min(0),
    input: z.array(json),
    /**
     * What each item of the whole input stands for: `c`ontext, `p`rompt or `w`ork. Absent where the input is not the
     * conversation itself, as in a request for a summary of it, and in older records.
     */
    entries: z
      .string()
      .regex(/^[cpw]*$/)
      .exactOptional(),
  }),
  /** What came back for the request before it. */
  z.object({kind: z.literal('answer'), events: z.array(modelEventSchema)}),
  z.object({kind: z.literal('question'), question: json, decision}),
  /** The context window, in tokens, that the server said the model has there. */
  z.object({kind: z.literal('window'), tokens: z.number()}),
] as const

/** What is appended to a record while a turn runs. */
export const recordLineSchema = z.union([...turnLines, stateLine])

/** A line of an exported record: first the session, then its lines, then the files of the workspace. */
export const exportedLineSchema = z.union([
  sessionLine,
  recordLineSchema,
  z.object({kind: z.literal('entry'), entry: workspaceEntry}),
  /** Exactly one of the two: text where the content is UTF-8. */
  z.object({
    kind: z.literal('content'),
    sha256,
    text: z.string().exactOptional(),
    base64: z.string().exactOptional(),
  }),
])

export const sessionLineSchema = sessionLine
export const workspaceEntrySchema = workspaceEntry

export type SessionLine = z.infer<typeof sessionLine>
export type RecordLine = z.infer<typeof recordLineSchema>
export type ExportedLine = z.infer<typeof exportedLineSchema>
export type WorkspaceEntry = z.infer<typeof workspaceEntry>

/** A session as it was recorded. */
export interface SessionRecord {
  readonly session: SessionLine
  /** In the order in which they were written. */
  readonly lines: readonly RecordLine[]
  readonly entries: readonly WorkspaceEntry[]
  /** Contents of files, by their hash. */
  readonly contents: ReadonlyMap<string, Uint8Array>
}
