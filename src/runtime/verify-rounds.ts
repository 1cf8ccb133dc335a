import type {TurnEvent} from '@codex-host/plugin-api'
import type {ChangeSet} from '../workspace/change-set.ts'
import type {View} from '../workspace/view.ts'
import {decideAction} from './decide-action.ts'
import {runChecks} from './run-checks.ts'
import type {RuntimeParts} from './runtime-parts.ts'

export interface Verified {
  readonly verified: 'passed' | 'failed' | 'denied' | 'not-run'
  /** What was verified, without what the checks themselves wrote. */
  readonly changeSet?: ChangeSet
}

export type VerifyRound =
  | {readonly kind: 'end'; readonly end: Verified}
  /** Goes back to the model. */
  | {readonly kind: 'feedback'; readonly text: string}

/** The same failure so often in a row means that the model makes no progress. */
const mostSameFailures = 3

/** Runs the verify command when the model is done with its changes; a failure goes back to it while rounds are left. */
export function createVerifyRounds(parts: RuntimeParts, view: View) {
  const command = parts.settings.verifyCommand
  let rounds = 0
  let sameFailures = 0
  let lastOutput = ''

  return async function* verify(signal: AbortSignal): AsyncGenerator<TurnEvent, VerifyRound> {
    if (command === undefined) return {kind: 'end', end: {verified: 'not-run'}}
    const changeSet = await view.changes(signal)
    if (changeSet.effects.length === 0) return {kind: 'end', end: {verified: 'not-run', changeSet}}
    const isAllowed = await mayVerify(parts, {line: command, view}, signal)
    if (!isAllowed) return {kind: 'end', end: {verified: 'denied', changeSet}}

    const {report, lines, stop} = yield* runChecks(parts, {command, view}, signal)
    if (stop) return {kind: 'end', end: {verified: report.passed ? 'passed' : 'failed', changeSet}}
    if (report.passed) return {kind: 'end', end: {verified: 'passed', changeSet}}

    rounds += 1
    sameFailures = report.output === lastOutput ? sameFailures + 1 : 1
    lastOutput = report.output
    if (rounds >= parts.budgets.maxIterations || sameFailures >= mostSameFailures) {
      return {kind: 'end', end: {verified: 'failed', changeSet}}
    }
    return {
      kind: 'feedback',
      text: `The verify command \`${command}\` failed. Mend the cause.\n${[report.output, ...lines].join('\n')}`,
    }
  }
}

/**
 * In a sandbox, on a copy, checks need no approval. Without a sandbox they are a command like any other, and so are those
 * that a project names where they write the user's own files.
 */
export async function mayVerify(
  parts: RuntimeParts,
  {line, view}: {line: string; view: View},
  signal: AbortSignal,
): Promise<boolean> {
  const {isolation, verifyIsProjects} = parts.settings
  if (parts.sandbox.isSandboxed && (isolation === 'copy' || !verifyIsProjects)) return true
  const action = {kind: 'command', line, cwd: parts.root, timeoutMs: parts.budgets.maxTimeMs} as const
  const {decision} = await decideAction(parts, {action, view, ...parts.assessAction(action)}, signal)
  return decision.kind === 'yes' || decision.kind === 'yes-for-session'
}
