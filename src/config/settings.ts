import {z} from 'zod'
import {parseDurationMs} from './duration.ts'

/** The providers that need nothing but a key. */
export const providerNames = [
  'openai',
  'ollama',
  'lmstudio',
  'openrouter',
  'groq',
  'mistral',
  'deepseek',
  'together',
] as const

export const approvalModes = ['suggest', 'auto-edit', 'full-auto'] as const

const count = z.int().min(1)

/**
 * Every key of the configuration but `permissions`, by its full name, with the values as a file gives them. The
 * description says what was expected.
 */
export const settingsSchema = z.strictObject({
  model: z.string().min(1).describe('the name of a model'),
  provider: z.enum(providerNames).describe(providerNames.join(', ').replace(/, (\w+)$/, ' or $1')),
  wire: z.enum(['responses', 'chat']).optional().describe('responses or chat'),
  api_key: z.string().regex(/^\S+$/).optional().describe('text without blanks'),
  base_url: z
    .url({protocol: /^https?$/})
    .optional()
    .describe('an address that begins with https://'),
  timeout: z.number().min(1).max(3_600).describe('a number of seconds from 1 to 3600'),
  temperature: z.number().min(0).max(2).optional().describe('a number from 0 to 2'),
  max_output_tokens: count.optional().describe('a whole number from 1'),
  reasoning: z.enum(['low', 'medium', 'high']).optional().describe('low, medium or high'),
  approval_mode: z.enum(approvalModes).describe('suggest, auto-edit or full-auto'),
  sandbox: z
    .union([z.boolean(), z.enum(['bubblewrap', 'namespaces', 'none'])])
    .describe('true, false, bubblewrap, namespaces or none'),
  isolation: z.enum(['copy', 'in-place']).describe('copy or in-place'),
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
  approval_mode: 'suggest',
  sandbox: true,
  isolation: 'copy',
  verify: 'off',
  'budget.max_steps': 100,
  'budget.max_iterations': 5,
  'budget.max_tokens': 500_000,
  'budget.max_time': '30m',
} as const satisfies Settings

/** Never shown, not even in an error. */
const secretKeys: ReadonlySet<string> = new Set<SettingKey>(['api_key'])

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(settingsSchema.shape, key)
}

/** Says what is wrong with the value of a key, or nothing. */
export function settingProblem(key: SettingKey, value: unknown): string | undefined {
  const schema = settingsSchema.shape[key]
  if (value !== undefined && schema.safeParse(value).success) return undefined
  return `"${key}" must be ${schema.description ?? 'different'}, not ${foundText(key, value)}`
}

function foundText(key: string, value: unknown): string {
  if (value === null || value === undefined) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  if (secretKeys.has(key)) return typeof value === 'string' ? 'what it is' : `a ${typeof value}`
  return shownText(JSON.stringify(value) ?? typeof value)
}

/** Somebody may have put the key into the wrong place. */
export function shownText(text: string): string {
  const withoutKeys = text.replaceAll(/\b(sk|key|ghp|npm)[-_][\w-]{6,}/g, '$1-…')
  return withoutKeys.length > 60 ? `${withoutKeys.slice(0, 60)}…` : withoutKeys
}
