import type {HostContact, TurnEvent, VerifyReport} from '@codex-host/plugin-api'
import {runVerify} from '../verify/run-verify.ts'
import type {View} from '../workspace/view.ts'
import {checkObeyed} from './check-obeyed.ts'
import type {RuntimeParts} from './runtime-parts.ts'
import {tellContacts} from './tell-contacts.ts'

export interface ChecksEnd {
  readonly report: VerifyReport
  /** What the model is told beside the report. */
  readonly lines: readonly string[]
  /** Whether the user wants nothing more. */
  readonly stop: boolean
}

/** Runs the verify command once on a view, in the sandbox. */
export async function* runChecks(
  parts: RuntimeParts,
  {command, view}: {readonly command: string; readonly view: View},
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, ChecksEnd> {
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
  return {report, lines: [...told.lines, ...made.lines], stop: told.stop || made.stop}
}
