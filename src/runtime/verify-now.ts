import type {HostContact, TurnEvent} from '@codex-host/plugin-api'
import {runVerify} from '../verify/run-verify.ts'
import {asTurn} from './as-turn.ts'
import type {RuntimeParts} from './runtime-parts.ts'
import {tellContacts} from './tell-contacts.ts'
import type {TurnSummary} from './turn-summary.ts'
import {mayVerify} from './verify-rounds.ts'

/**
 * Runs the checks on the workspace as it is, in a view of its own: what they write stays in it. Without a command there
 * is nothing to run, which is a notice.
 */
export function verifyNow(
  parts: RuntimeParts,
  command = parts.settings.verifyCommand,
  signal: AbortSignal,
): AsyncIterable<TurnEvent> {
  return asTurn(parts, {work: (summary, limit) => verifyOnce(parts, {command, summary}, limit)}, signal)
}

async function* verifyOnce(
  parts: RuntimeParts,
  {command, summary}: {readonly command: string | undefined; readonly summary: TurnSummary},
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, void> {
  if (command === undefined) {
    yield {type: 'notice', code: 'NO_VERIFY_COMMAND', text: 'No verify command is known: name one, or set `verify`.'}
    return
  }
  const view = await parts.openView(signal)
  try {
    if (!(await mayVerify(parts, {line: command, view}, signal))) return summary.end('denied')
    yield {type: 'verify.start', command}
    const run = parts.sandbox.runnerFor(view)
    const place = {cwd: parts.root, timeoutMs: parts.budgets.maxTimeMs}
    const contacts: HostContact[] = []
    const runOnce = async (line: string, stop: AbortSignal) => {
      const outcome = await run({line, ...place}, 'write', stop)
      contacts.push(...(outcome.contacts ?? []))
      return outcome
    }
    const report = await runVerify({command, run: runOnce}, signal)
    signal.throwIfAborted()
    yield* tellContacts(parts, {contacts}, signal)
    yield {type: 'verify.end', report}
    if (!report.passed) summary.end('tests-fail')
  } finally {
    await view.close()
  }
}
