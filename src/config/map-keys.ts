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
      ['tools', truth],
      ['reasoning', truth],
      ['price.input', usdSchema],
      ['price.cached_input', usdSchema],
      ['price.output', usdSchema],
    ]),
    // A price without one half would make every sum too small.
    check: (keys) => {
      const isPriced = keys.some((key) => key.startsWith('price.'))
      const isWhole = keys.includes('price.input') && keys.includes('price.output')
      return isPriced && !isWhole ? 'must have both "price.input" and "price.output"' : undefined
    },
  },
}
