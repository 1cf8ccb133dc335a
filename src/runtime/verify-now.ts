import type {TurnEvent} from '@codex-host/plugin-api'
import {asTurn} from './as-turn.ts'
import {runChecks} from './run-checks.ts'
import type {RuntimeParts} from './runtime-parts.ts'
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
    const {report} = yield* runChecks(parts, {command, view}, signal)
    if (!report.passed) summary.end('tests-fail')
  } finally {
    await view.close()
  }
}
