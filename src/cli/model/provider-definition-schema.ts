import type {ProviderDefinition} from '@codex-host/plugin-api'
import {z} from 'zod'
import {headerValueSchema, tokensSchema, usdSchema, variableSchema, wireSchema} from '../../config/map-keys.ts'
import {addressSchema, caFileSchema, commandSchema, providerNameSchema} from '../../config/settings.ts'

const text = z.string().min(1)

const price = z.strictObject({input: usdSchema, cachedInput: usdSchema.optional(), output: usdSchema})

const model = z
  .strictObject({
    contextWindow: tokensSchema,
    wire: wireSchema,
    fillsInMiddle: z.boolean(),
    fillTokens: z.strictObject({prefix: text, suffix: text, middle: text}),
    callsTools: z.boolean(),
    reasons: z.boolean(),
    price,
  })
  .partial()

/** What the module of a plugin exports: the same as a user may write, but for the key. */
export const providerDefinitionSchema: z.ZodType<ProviderDefinition> = z
  .strictObject({
    kind: providerNameSchema,
    baseUrl: addressSchema,
    wire: wireSchema,
    headers: z.record(z.string(), headerValueSchema),
    query: z.record(z.string(), z.string()),
    apiKeyEnv: variableSchema,
    apiKeyCommand: commandSchema,
    caFile: caFileSchema,
    allowHttp: z.boolean(),
    endpoint: addressSchema,
    deployment: text,
    apiVersion: text,
    auth: z.enum(['key', 'token']),
    models: z.record(text, model),
  })
  .partial()
