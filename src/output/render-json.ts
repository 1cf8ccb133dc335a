import type {ErrorSummary, TurnEvent, TurnResult} from '@codex-host/plugin-api'
import {consumeTurn} from './consume-turn.ts'
import {saveAnswer} from './deliver-answer.ts'
import {jsonLine} from './json-line.ts'
import type {RenderContext} from './renderer.ts'
import {failedResult, resultJson} from './result-json.ts'

/** One object on stdout when the turn has ended, however it ended. */
export async function renderJson(events: AsyncIterable<TurnEvent>, context: RenderContext): Promise<TurnResult> {
  const result = await saveAnswer(await consumeTurn(events, () => {}), context)

  context.terminal.writeAnswer(objectText(result, context.exitCodeOf(result)))
  return result
}

/** What `--json` prints where no turn could start. */
export function formatErrorJson(error: ErrorSummary, exitCode: number): string {
  return objectText(failedResult(error), exitCode)
}

function objectText(result: TurnResult, exitCode: number): string {
  return jsonLine({version: 1, exit_code: exitCode, ...resultJson(result)})
}
