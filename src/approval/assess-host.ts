import type {ApprovalMode, Assessment} from '@codex-host/plugin-api'
import {classifyAddress, describeAddress} from '../network/address-class.ts'
import {
  defaultPort,
  destinationText,
  type Destination,
  type HostPattern,
  matchesHost,
  parseHostPattern,
} from '../network/host-pattern.ts'
import {askByRule} from './assess.ts'
import {type Rule, ruleLabel} from './rule.ts'

export interface HostTerms {
  readonly mode: ApprovalMode
  /** Those about `network` count. */
  readonly rules: readonly Rule[]
}

interface HostRule {
  readonly rule: Rule
  readonly pattern: HostPattern
}

/**
 * Decides whether commands may reach a host: deny before ask before allow. An address that is not public is reached
 * only where a rule names that very address, and nobody is asked about it: it leads into the user's own network.
 */
export function assessHost(destination: Destination, {mode, rules}: HostTerms): Assessment {
  const fitting = readHostRules(rules).filter(({rule, pattern}) => fits({rule, pattern}, destination))
  const deny = fitting.find(({rule}) => rule.effect === 'deny')
  if (deny !== undefined) return {kind: 'deny', because: 'a rule denies it', rule: ruleLabel(deny.rule)}

  const isPublic = destination.kind === 'name' || classifyAddress(destination.host) === 'public'
  const counting = isPublic ? fitting : fitting.filter(({pattern}) => pattern.kind === 'address')
  const ask = counting.find(({rule}) => rule.effect === 'ask')
  if (ask !== undefined) return askByRule('a rule asks about it', ask.rule, mode)
  const allow = counting.find(({rule}) => rule.effect === 'allow' && rule.from === 'user')
  if (allow !== undefined) return {kind: 'allow', because: 'a rule allows it', rule: ruleLabel(allow.rule)}

  const listing = `\`--allow-host ${destinationText(destination)}\` lists it`
  if (!isPublic) {
    const because = `it is ${describeAddress(destination.host)}, which must be listed itself: ${listing}`
    return {kind: 'deny', because}
  }
  if (mode === 'full-auto') return {kind: 'deny', because: `it is not listed, and full-auto does not ask: ${listing}`}
  return {kind: 'ask', because: 'it is not listed'}
}

/** Whether the user's rules let commands reach any host at all, be it after a question. */
export function opensNetwork(rules: readonly Rule[]): boolean {
  return rules.some(({tool, effect, from}) => tool === 'network' && effect !== 'deny' && from === 'user')
}

function readHostRules(rules: readonly Rule[]): readonly HostRule[] {
  return rules.flatMap((rule) => {
    const pattern = rule.tool === 'network' ? parseHostPattern(rule.pattern) : undefined
    return pattern === undefined || pattern.kind === 'invalid' ? [] : [{rule, pattern}]
  })
}

/** Without a port, a rule allows HTTPS alone, and denies or asks about every port. */
function fits({rule, pattern}: HostRule, destination: Destination): boolean {
  const port = pattern.port ?? (rule.effect === 'allow' ? defaultPort : destination.port)
  return port === destination.port && matchesHost(pattern, destination)
}
