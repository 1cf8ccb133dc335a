import {z} from 'zod'
import {addressSchema, caFileSchema, commandSchema, keySchema, providerNameSchema} from './settings.ts'

export type MapName = 'providers' | 'models'

export interface MapKeys {
  readonly nameSchema: z.ZodType
  /** By full name; `headers.*` stands for any name below `headers`. */
  readonly keys: ReadonlyMap<string, z.ZodType>
  /** Says what is wrong with an entry that has these keys, or nothing. */
  readonly check: (keys: readonly string[]) => string | undefined
}

export const wireSchema = z.enum(['responses', 'chat', 'completions']).describe('responses, chat or completions')
const truth = z.boolean().describe('true or false')
export const usdSchema = z.number().min(0).describe('USD per million tokens, from 0')
export const tokensSchema = z.int().min(1).describe('a whole number of tokens')
const name = z.string().min(1).describe('text')

export const variableSchema = z.string().regex(/^\w+$/).describe('the name of an environment variable')

export const headerValueSchema = z
  .string()
  .regex(/^[\t\x20-\x7e]*$/)
  .describe('text without line breaks and letters outside ASCII')

const fillWords = ['prefix', 'suffix', 'middle']

/** Every key of an entry of `providers` and `models`. */
export const mapKeys: Readonly<Record<MapName, MapKeys>> = {
  providers: {
    nameSchema: providerNameSchema,
    keys: new Map<string, z.ZodType>([
      ['kind', providerNameSchema],
      ['base_url', addressSchema],
      ['wire', wireSchema],
      ['headers.*', headerValueSchema],
      ['query.*', z.string().describe('text')],
      ['api_key_env', variableSchema],
      ['api_key_command', commandSchema],
      ['api_key', keySchema],
      ['ca_file', caFileSchema],
      ['allow_http', truth],
      ['endpoint', addressSchema],
      ['deployment', name],
      ['api_version', name],
      ['auth', z.enum(['key', 'token']).describe('key or token')],
    ]),
    check: () => undefined,
  },
  models: {
    nameSchema: name,
    keys: new Map<string, z.ZodType>([
      ['context_window', tokensSchema],
      ['wire', wireSchema],
      ['fim', truth],
      ['fim_tokens.prefix', name],
      ['fim_tokens.suffix', name],
      ['fim_tokens.middle', name],
      ['tools', truth],
      ['reasoning', truth],
      ['price.input', usdSchema],
      ['price.cached_input', usdSchema],
      ['price.output', usdSchema],
    ]),
    // A price without one half would make every sum too small, and a frame without one word is none.
    check: (keys) => missingOf(keys, 'price', ['input', 'output']) ?? missingOf(keys, 'fim_tokens', fillWords),
  },
}

/** Says what a group lacks that has some of its keys, or nothing. */
function missingOf(keys: readonly string[], group: string, needed: readonly string[]): string | undefined {
  const whole = needed.map((key) => `${group}.${key}`)
  if (!keys.some((key) => key.startsWith(`${group}.`)) || whole.every((key) => keys.includes(key))) return undefined
  const named = whole.map((key) => `"${key}"`)
  return `must have ${named.length === 2 ? 'both ' : ''}${named.slice(0, -1).join(', ')} and ${named.at(-1)}`
}
