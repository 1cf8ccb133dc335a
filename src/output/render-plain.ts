import type {TurnEvent, TurnResult} from '@codex-host/plugin-api'
import {consumeTurn} from './consume-turn.ts'
import {saveAnswer} from './deliver-answer.ts'
import {toolCallTitle} from './describe-tool-call.ts'
import {createTurnDescriber} from './describe-turn.ts'
import {escapeLine} from './escape-controls.ts'
import {createHeldText} from './hold-text.ts'
import type {RenderContext} from './renderer.ts'
import {describeErrors, summariseTurn} from './turn-summary.ts'

/** For logs: the same facts as on a terminal, line by line, and what starts is named at once. */
export async function renderPlain(events: AsyncIterable<TurnEvent>, context: RenderContext): Promise<TurnResult> {
  const {terminal} = context
  const describer = createTurnDescriber(terminal)
  const text = createHeldText(context, (held) => terminal.writeLines(held))

  const turn = await consumeTurn(events, (event) => {
    text.note(event)
    const lines = describer.describe(event) ?? startText(event)
    if (lines !== undefined) terminal.writeLines(lines)
  })

  const result = await saveAnswer(turn, context)
  text.finish(result)
  const look = {style: terminal.style, columns: terminal.columns()}
  terminal.writeLines(summariseTurn(result, describer.sandbox(), look))
  if (result.errors.length > 0) terminal.writeLines(describeErrors(result, look))
  return result
}

function startText(event: TurnEvent): string | undefined {
  if (event.type === 'tool_call.start') return `${toolCallTitle(event.tool, event.title)} …`
  if (event.type === 'verify.start') return `verify: ${escapeLine(event.command)} …`
  return undefined
}
