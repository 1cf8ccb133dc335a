import {coverableCommands} from './coverable-commands.ts'
import {matchesPattern} from './matches-pattern.ts'
import type {PossibleCommands} from './possible-commands.ts'
import {possibleCommands} from './possible-commands.ts'
import type {Rule} from './rule.ts'

export type RuleMatch =
  | {readonly kind: 'none'}
  | {readonly kind: 'deny' | 'ask' | 'allow'; readonly rule: Rule}
  /** Whether this rule applies cannot be told before the line runs. */
  | {readonly kind: 'unclear'; readonly rule: Rule; readonly because: string}

/**
 * The rule that decides about a line: deny before ask before allow, the user's before the project's. A project only
 * tightens, so its `allow` counts for nothing.
 */
export function matchCommandRules(line: string, rules: readonly Rule[], isSandboxed: boolean): RuleMatch {
  const shellRules = inOrder(rules, 'shell')
  const possible = possibleCommands(line)
  const deny = shellRules.find((rule) => rule.effect === 'deny' && matchesAny(rule, possible))
  if (deny !== undefined) return {kind: 'deny', rule: deny}
  const ask = shellRules.find((rule) => rule.effect === 'ask' && matchesAny(rule, possible))
  if (ask !== undefined) return {kind: 'ask', rule: ask}

  const allowing = shellRules.filter((rule) => rule.effect === 'allow' && rule.from === 'user')
  const everything = allowing.find((rule) => rule.pattern === '*')
  const tightening = shellRules.find((rule) => rule.effect !== 'allow')
  if (tightening !== undefined && possible.unclear !== undefined) {
    return {kind: 'unclear', rule: tightening, because: possible.unclear}
  }
  const allow = everything ?? coveringRule(line, allowing, isSandboxed)
  return allow === undefined ? {kind: 'none'} : {kind: 'allow', rule: allow}
}

/** The rule that decides about files: one path is enough to deny or ask, all must be allowed. */
export function matchPathRules(paths: readonly string[], rules: readonly Rule[]): RuleMatch {
  const pathRules = inOrder(rules, 'apply_patch')
  const matching = (effect: Rule['effect']) =>
    pathRules.find((rule) => rule.effect === effect && paths.some((file) => matchesPattern(rule.pattern, file)))
  const deny = matching('deny')
  if (deny !== undefined) return {kind: 'deny', rule: deny}
  const ask = matching('ask')
  if (ask !== undefined) return {kind: 'ask', rule: ask}

  const allowing = pathRules.filter((rule) => rule.effect === 'allow' && rule.from === 'user')
  const covering = paths.map((file) => allowing.find((rule) => matchesPattern(rule.pattern, file)))
  const first = covering[0]
  if (first === undefined || covering.includes(undefined)) return {kind: 'none'}
  return {kind: 'allow', rule: first}
}

function inOrder(rules: readonly Rule[], tool: Rule['tool']): readonly Rule[] {
  const ofTool = rules.filter((rule) => rule.tool === tool)
  return [...ofTool.filter((rule) => rule.from === 'user'), ...ofTool.filter((rule) => rule.from === 'project')]
}

/** In a line that is not understood, the pattern counts wherever it stands. */
function matchesAny(rule: Rule, possible: PossibleCommands): boolean {
  const pattern = possible.unclear === undefined ? rule.pattern : `*${rule.pattern}*`
  for (const text of possible.texts) {
    if (matchesPattern(rule.pattern, text) || matchesPattern(pattern, text.replaceAll(/\s+/g, ' '))) return true
  }
  return false
}

/**
 * The rule that allows a line, if each of its commands is allowed: the line is fully understood, nothing in it is known
 * only when it runs, and it writes nothing by redirection. In the sandbox, commands that only read need no rule.
 */
function coveringRule(line: string, allowing: readonly Rule[], isSandboxed: boolean): Rule | undefined {
  if (allowing.length === 0) return undefined
  const texts = coverableCommands(line, isSandboxed)
  if (texts.kind === 'not-coverable') return undefined
  const covering = texts.texts.map((text) => allowing.find((rule) => matchesPattern(rule.pattern, text)))
  return covering.includes(undefined) ? undefined : covering[0]
}
