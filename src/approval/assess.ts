import type {ApprovalMode, Assessment} from '@codex-host/plugin-api'
import type {FileEffect} from '../workspace/change-set.ts'
import type {RuleMatch} from './match-rules.ts'
import {matchCommandRules, matchPathRules} from './match-rules.ts'
import {onlyReads} from './only-reads.ts'
import type {Rule} from './rule.ts'
import {ruleLabel} from './rule.ts'

/** What is about to happen. The actions of tools fit in as they are. */
export type ApprovalAction = {readonly kind: 'command'; readonly line: string; readonly cwd: string} | FileAction

interface FileAction {
  readonly kind: 'patch' | 'change-set'
  readonly effects: readonly FileEffect[]
  /** Those of its paths that no mode lands without an answer or a rule, such as editor and agent files. */
  readonly needsAnswer?: readonly string[]
}

export interface AssessmentRequest {
  readonly action: ApprovalAction
  readonly mode: ApprovalMode
  readonly isolation: 'copy' | 'in-place'
  /** False only where the user has named the backend `none`. */
  readonly isSandboxed: boolean
  readonly rules: readonly Rule[]
  /** The only folders whose files may be changed, relative to the root of the workspace (`''`); all when left out. */
  readonly writable?: readonly string[]
}

const needsAnswerRule = 'built in: agent and editor files need an answer'

/** Decides, without doing anything, whether an action may happen, and says why. Never throws. */
export function assess(request: AssessmentRequest): Assessment {
  const {action} = request
  switch (action.kind) {
    case 'command':
      return assessCommand(action.line, request)
    case 'patch':
    case 'change-set':
      return assessFiles(action, request)
  }
}

function assessCommand(line: string, request: AssessmentRequest): Assessment {
  const {mode, rules, isSandboxed} = request
  const byRule = assessMatch(matchCommandRules(line, rules, isSandboxed), mode)
  if (byRule !== undefined) return byRule

  const reading = onlyReads(line)
  if (reading.kind === 'only-reads' && isSandboxed) return {kind: 'allow', because: 'it only reads, inside the sandbox'}
  switch (mode) {
    case 'suggest':
    case 'auto-edit': {
      if (reading.kind === 'only-reads') return {kind: 'ask', because: 'it only reads, but no sandbox limits what'}
      return {kind: 'ask', because: `${mode} asks for commands, and ${reading.because}`}
    }
    case 'full-auto': {
      if (isSandboxed) return {kind: 'allow', because: 'full-auto runs commands in the sandbox'}
      return {kind: 'allow', because: 'full-auto runs commands, and the sandbox was turned off by name'}
    }
  }
}

function assessFiles(action: FileAction, request: AssessmentRequest): Assessment {
  const {mode, rules, isolation} = request
  const paths = action.effects.map((effect) => effect.path)
  const byRule = assessMatch(matchPathRules(paths, rules), mode)
  if (byRule?.kind === 'deny') return byRule
  const outside = paths.find((file) => !isWritable(file, request.writable))
  if (outside !== undefined) {
    return {kind: 'deny', because: `${outside} is outside the folders that may be written`, rule: 'writable'}
  }
  if (action.kind === 'patch' && isolation === 'copy') {
    return {kind: 'allow', because: 'it changes the copy, which is assessed as a whole at the end'}
  }
  if (byRule?.kind === 'ask') return byRule
  const sensitive = assessSensitive(action.needsAnswer ?? [], request)
  if (sensitive !== undefined) return sensitive
  if (byRule !== undefined) return byRule

  const what = action.kind === 'patch' ? 'patches' : 'the change set'
  switch (mode) {
    case 'suggest':
      return {kind: 'ask', because: `suggest asks before ${what} ${action.kind === 'patch' ? 'change files' : 'lands'}`}
    case 'auto-edit':
    case 'full-auto':
      return {kind: 'allow', because: `${mode} applies ${what}`}
  }
}

function isWritable(file: string, writable: AssessmentRequest['writable']): boolean {
  return writable === undefined || writable.some((folder) => folder === '' || file.startsWith(`${folder}/`))
}

function assessSensitive(paths: readonly string[], {mode, rules}: AssessmentRequest): Assessment | undefined {
  if (paths.length === 0 || matchPathRules(paths, rules).kind === 'allow') return undefined
  return {
    kind: mode === 'full-auto' ? 'deny' : 'ask',
    because: `it changes ${paths.join(', ')}, which other programs run or obey later`,
    rule: needsAnswerRule,
  }
}

function assessMatch(match: RuleMatch, mode: ApprovalMode): Assessment | undefined {
  switch (match.kind) {
    case 'none':
      return undefined
    case 'allow':
      return {kind: 'allow', because: 'a rule allows it', rule: ruleLabel(match.rule)}
    case 'deny':
      return {kind: 'deny', because: 'a rule denies it', rule: ruleLabel(match.rule)}
    case 'ask':
      return askByRule('a rule asks about it', match.rule, mode)
    case 'unclear':
      return askByRule(`whether a rule applies cannot be told: ${match.because}`, match.rule, mode)
  }
}

/** Full-auto never asks: what a rule wants to be asked about does not happen. */
export function askByRule(because: string, rule: Rule, mode: ApprovalMode): Assessment {
  if (mode !== 'full-auto') return {kind: 'ask', because, rule: ruleLabel(rule)}
  return {kind: 'deny', because: `${because}, and full-auto does not ask`, rule: ruleLabel(rule)}
}
