import type {ErrorSummary, TurnEvent, TurnResult} from '@codex-host/plugin-api'
import {consumeTurn} from './consume-turn.ts'
import {saveAnswer} from './deliver-answer.ts'
import {jsonLine} from './json-line.ts'
import type {RenderContext} from './renderer.ts'
import {failedResult, resultJson} from './result-json.ts'
import {toJsonShape} from './to-json-shape.ts'

/** Every event as it comes, one object a line; the last one carries the exit code. */
export async function renderJsonl(events: AsyncIterable<TurnEvent>, context: RenderContext): Promise<TurnResult> {
  const {terminal} = context
  const turn = await consumeTurn(events, (event) => terminal.writeAnswer(jsonLine(toJsonShape(event))))
  const result = await saveAnswer(turn, context)

  terminal.writeAnswer(endLine(result, context.exitCodeOf(result)))
  return result
}

/** What `--jsonl` prints where no turn could start. */
export function formatErrorJsonl(error: ErrorSummary, exitCode: number): string {
  return endLine(failedResult(error), exitCode)
}

function endLine(result: TurnResult, exitCode: number): string {
  return jsonLine({type: 'turn.end', exit_code: exitCode, result: resultJson(result)})
}
