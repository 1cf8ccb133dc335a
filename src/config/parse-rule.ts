import {z} from 'zod'
import {parseHostPattern} from '../network/host-pattern.ts'
import type {Rule} from './config.ts'

const tool = z.enum(['shell', 'apply_patch', 'network']).optional()
const pattern = z.string().min(1).optional()
const host = pattern.refine((text) => text === undefined || parseHostPattern(text).kind !== 'invalid')
const ruleSchema = z.strictObject({allow: tool, ask: tool, deny: tool, command: pattern, path: pattern, host})

const effects = ['allow', 'ask', 'deny'] as const
const patternKeys = {shell: 'command', apply_patch: 'path', network: 'host'} as const

export const expectedRule =
  'a rule such as {deny: shell, command: "git push*"}: one of allow, ask and deny with shell, apply_patch or network, ' +
  'and its pattern as command, path or host (example.org, example.org:8443 or *.example.org)'

/** Reads one line of `permissions`; nothing when it is not a rule. */
export function parseRule(value: unknown): Pick<Rule, 'effect' | 'tool' | 'pattern'> | undefined {
  const parsed = ruleSchema.safeParse(value)
  if (!parsed.success) return undefined

  const rule = parsed.data
  const given = effects.filter((effect) => rule[effect] !== undefined)
  const effect = given[0]
  const named = effect === undefined ? undefined : rule[effect]
  if (effect === undefined || named === undefined || given.length > 1) return undefined

  const fitting = patternKeys[named]
  const foreign = Object.values(patternKeys).some((key) => key !== fitting && rule[key] !== undefined)
  return foreign ? undefined : {effect, tool: named, pattern: rule[fitting] ?? '*'}
}
