import {z} from 'zod'
import {parseHostPattern} from '../network/host-pattern.ts'
import {parseDurationMs} from './duration.ts'

export const approvalModes = ['suggest', 'auto-edit', 'full-auto'] as const

const count = z.int().min(1)

const filledText = z.string().min(1)

export const addressSchema = z.url({protocol: /^https?$/}).describe('an address that begins with https://')

export const keySchema = z.string().regex(/^\S+$/).describe('text without blanks')

/** A list is started as it is; text is for `sh -c`. */
export const commandSchema = z
  .union([z.string().regex(/\S/), z.array(filledText).min(1)])
  .describe('a command, as text for the shell or as a list of a program and its arguments')

// A relative path would be another file in every project, and a project could bring it along.
export const caFileSchema = z
  .string()
  .regex(/^(?:\/|~\/)./)
  .describe('an absolute path, or one that begins with ~/')

/** Not out of the workspace. */
const folderSchema = z.string().regex(/^(?!\/)(?!(?:.*\/)?\.\.(?:\/|$))[^\0\n\r]+$/)

export const providerNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]*$/)
  .describe('the name of a provider: letters, digits, dots, dashes and underscores')

/**
 * Every key of the configuration but `permissions`, `providers` and `models`, by its full name, with the values as a
 * file gives them. The description says what was expected.
 */
export const settingsSchema = z.strictObject({
  model: z.string().min(1).describe('the name of a model'),
  provider: providerNameSchema,
  wire: z.enum(['responses', 'chat']).optional().describe('responses or chat'),
  api_key: described(keySchema),
  api_key_command: described(commandSchema),
  base_url: described(addressSchema),
  ca_file: described(caFileSchema),
  proxy: z
    .union([addressSchema, z.literal('off')])
    .optional()
    .describe('an address such as http://proxy.example.org:3128, or off'),
  timeout: z.number().min(1).max(3_600).describe('a number of seconds from 1 to 3600'),
  temperature: z.number().min(0).max(2).optional().describe('a number from 0 to 2'),
  max_output_tokens: count.optional().describe('a whole number from 1'),
  stop: z
    .union([filledText, z.array(filledText).min(1)])
    .optional()
    .describe('a text at which the model stops, or a list of them'),
  stream: z.boolean().describe('true or false'),
  store: z.boolean().describe('true or false'),
  cache: z.enum(['on', 'off', 'refresh', 'only']).describe('on, off, refresh or only'),
  'memory.mode': z.enum(['last', 'auto']).describe('last or auto'),
  'memory.messages': count.describe('a whole number from 1'),
  reasoning: z.enum(['low', 'medium', 'high']).optional().describe('low, medium or high'),
  approval_mode: z.enum(approvalModes).describe('suggest, auto-edit or full-auto'),
  sandbox: z
    .union([z.boolean(), z.string().regex(/^[A-Za-z0-9][\w.-]*$/)])
    .describe('true, false, or the name of a backend'),
  isolation: z.enum(['copy', 'in-place']).describe('copy or in-place'),
  writable: z
    .union([folderSchema, z.array(folderSchema).min(1)])
    .optional()
    .describe('a folder of the workspace such as src, or a list of them'),
  'network.allow_hosts': z
    .array(z.string().refine((text) => parseHostPattern(text).kind !== 'invalid'))
    .describe('a list of hosts such as registry.example.org, *.example.org or 127.0.0.1:8080'),
  verify: z
    .string()
    .regex(/\S/)
    .refine((command) => command !== 'auto')
    .describe(
      'off, or the command that checks the project, such as "npm test" (this version does not find it by itself)',
    ),
  'budget.max_steps': count.describe('a whole number from 1'),
  'budget.max_iterations': count.describe('a whole number from 1'),
  'budget.max_tokens': count.describe('a whole number from 1'),
  'budget.max_cost': z.number().positive().optional().describe('an amount in USD above 0'),
  'budget.max_time': z
    .string()
    .refine((text) => parseDurationMs(text) !== undefined)
    .describe('a time such as 90s, 30m or 2h'),
})

export type Settings = z.infer<typeof settingsSchema>
export type SettingKey = keyof Settings

export const settingKeys = Object.keys(settingsSchema.shape) as readonly SettingKey[]

export const defaultSettings = {
  model: 'codex-1',
  provider: 'openai',
  timeout: 60,
  stream: true,
  store: false,
  cache: 'on',
  'memory.mode': 'last',
  'memory.messages': 10,
  approval_mode: 'suggest',
  sandbox: true,
  isolation: 'copy',
  'network.allow_hosts': [],
  verify: 'off',
  'budget.max_steps': 100,
  'budget.max_iterations': 5,
  'budget.max_tokens': 500_000,
  'budget.max_time': '30m',
} as const satisfies Settings

/** Never shown, not even in an error: keys, and what may have a password in it. */
const secretKeys: ReadonlySet<string> = new Set<SettingKey>(['api_key', 'api_key_command', 'proxy'])

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(settingsSchema.shape, key)
}

/** Says what is wrong with the value of a key, or nothing. */
export function settingProblem(key: SettingKey, value: unknown): string | undefined {
  const schema = settingsSchema.shape[key]
  return valueProblem({name: key, schema, isSecret: secretKeys.has(key)}, value)
}

interface Expected {
  /** The full name of the key. */
  readonly name: string
  readonly schema: z.ZodType
  readonly isSecret: boolean
}

/** Says what is wrong with a value, or nothing. */
export function valueProblem({name, schema, isSecret}: Expected, value: unknown): string | undefined {
  if (value === undefined) return problem('empty')
  const {error} = schema.safeParse(value)
  if (error === undefined) return undefined
  const [index] = error.issues[0]?.path ?? []
  const isItem = !isSecret && Array.isArray(value) && typeof index === 'number'
  return problem(isItem ? shownText(JSON.stringify(value[index])) : foundText(value, isSecret))

  function problem(found: string): string {
    return `"${shownText(name)}" must be ${schema.description ?? 'different'}, not ${found}`
  }
}

function foundText(value: unknown, isSecret: boolean): string {
  if (value === null || value === undefined) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  if (isSecret) return typeof value === 'string' ? 'what it is' : `a ${typeof value}`
  return shownText(JSON.stringify(value) ?? typeof value)
}

/** Somebody may have put the key, or an address with a password, into the wrong place. */
export function shownText(text: string): string {
  const withoutKeys = text.replaceAll(/\b(sk|key|ghp|npm)[-_][\w-]{6,}/g, '$1-…').replaceAll(/\/\/[^/@\s]*@/g, '//…@')
  return withoutKeys.length > 60 ? `${withoutKeys.slice(0, 60)}…` : withoutKeys
}

/** `optional()` loses the description. */
function described<Schema extends z.ZodType>(schema: Schema): z.ZodOptional<Schema> {
  return schema.optional().describe(schema.description ?? '')
}
