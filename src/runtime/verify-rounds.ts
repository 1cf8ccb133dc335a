import type {HostContact, TurnEvent} from '@codex-host/plugin-api'
import {runVerify} from '../verify/run-verify.ts'
import type {ChangeSet} from '../workspace/change-set.ts'
import type {View} from '../workspace/view.ts'
import {checkObeyed} from './check-obeyed.ts'
import {decideAction} from './decide-action.ts'
import type {RuntimeParts} from './runtime-parts.ts'
import {tellContacts} from './tell-contacts.ts'

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

    yield {type: 'verify.start', command}
    const run = parts.sandbox.runnerFor(view)
    // Checks may take as long as the turn: its own limit ends them.
    const place = {cwd: parts.root, timeoutMs: parts.budgets.maxTimeMs}
    const contacts: HostContact[] = []
    const runOnce = async (line: string, stop: AbortSignal) => {
      const outcome = await run({line, ...place}, 'write', stop)
      contacts.push(...(outcome.contacts ?? []))
      return outcome
    }
    const report = await runVerify({command, run: runOnce}, signal)
    signal.throwIfAborted()
    const told = yield* tellContacts(parts, {contacts}, signal)
    const made = yield* checkObeyed(parts, {by: {action: {kind: 'command'}, access: 'write'}}, signal)
    yield {type: 'verify.end', report}
    if (told.stop || made.stop) return {kind: 'end', end: {verified: report.passed ? 'passed' : 'failed', changeSet}}
    if (report.passed) return {kind: 'end', end: {verified: 'passed', changeSet}}

    rounds += 1
    sameFailures = report.output === lastOutput ? sameFailures + 1 : 1
    lastOutput = report.output
    if (rounds >= parts.budgets.maxIterations || sameFailures >= mostSameFailures) {
      return {kind: 'end', end: {verified: 'failed', changeSet}}
    }
    return {
      kind: 'feedback',
      text: `The verify command \`${command}\` failed. Mend the cause.\n${[report.output, ...told.lines, ...made.lines].join('\n')}`,
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
