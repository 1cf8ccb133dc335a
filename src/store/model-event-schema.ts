import {z} from 'zod'
import {notice, usage} from './turn-result-schema.ts'

const json = z.record(z.string(), z.unknown())

const outputItem = z.discriminatedUnion('kind', [
  z.object({kind: z.literal('message'), text: z.string(), raw: json}),
  z.object({kind: z.literal('tool_call'), callId: z.string(), name: z.string(), argumentsText: z.string(), raw: json}),
  z.object({kind: z.literal('other'), raw: json}),
])

const failure = z.object({
  kind: z.enum([
    'credentials',
    'quota',
    'refused',
    'context-length',
    'state-lost',
    'unreachable',
    'server',
    'silent',
    'cut',
    'empty',
    'not-cached',
  ]),
  message: z.string(),
  suggestions: z.array(z.string()),
})

/** What a model client answers with. A type test keeps it equal to the `ModelEvent` of the model layer. */
export const modelEventSchema = z.discriminatedUnion('type', [
  z.object({type: z.literal('text.delta'), text: z.string()}),
  z.object({type: z.literal('reasoning.delta'), text: z.string()}),
  z.object({type: z.literal('retry'), attempt: z.number(), because: z.string(), delayMs: z.number()}),
  notice.extend({type: z.literal('notice')}),
  z.object({
    type: z.literal('done'),
    fromCache: z.literal(true).exactOptional(),
    items: z.array(outputItem),
    usage,
  }),
  z.object({type: z.literal('failed'), failure}),
])
