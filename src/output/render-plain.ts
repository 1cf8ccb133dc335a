import type {TurnEvent, TurnResult} from '@codex-host/plugin-api'
import {consumeTurn} from './consume-turn.ts'
import type {Terminal} from './create-terminal.ts'
import {saveAnswer} from './deliver-answer.ts'
import {toolCallTitle} from './describe-tool-call.ts'
import {createTurnDescriber} from './describe-turn.ts'
import {escapeLine} from './escape-controls.ts'
import {createHeldText} from './hold-text.ts'
import type {RenderContext} from './renderer.ts'
import {describeErrors, summariseTurn} from './turn-summary.ts'

/** For logs: the same facts as on a terminal, line by line. What takes long is named before it has ended. */
export async function renderPlain(events: AsyncIterable<TurnEvent>, context: RenderContext): Promise<TurnResult> {
  const {terminal} = context
  const describer = createTurnDescriber(terminal)
  const text = createHeldText(context, (held) => terminal.writeLines(held))
  const longWaits = createLongWaits(terminal)

  try {
    const turn = await consumeTurn(events, (event) => {
      longWaits.note(event)
      text.note(event)
      const lines = describer.describe(event)
      if (lines !== undefined) terminal.writeLines(lines)
    })

    const result = await saveAnswer(turn, context)
    text.finish(result)
    const look = {style: terminal.style, columns: terminal.columns()}
    terminal.writeLines(summariseTurn(result, describer.facts(), look))
    if (result.errors.length > 0) terminal.writeLines(describeErrors(result, look))
    return result
  } finally {
    longWaits.close()
  }
}

const longMs = 5000

/** Names what has been running for so long, so that the last line of a log says where a turn hangs. */
function createLongWaits(terminal: Pick<Terminal, 'every' | 'writeLines'>) {
  const waits = new Map<string, () => void>()

  return {
    note(event: TurnEvent): void {
      if (event.type === 'tool_call.start') start(`call ${event.callId}`, toolCallTitle(event.tool, event.title))
      if (event.type === 'tool_call.end') stop(`call ${event.callId}`)
      if (event.type === 'verify.start') start('verify', `verify: ${escapeLine(event.command)}`)
      if (event.type === 'verify.end') stop('verify')
    },
    close(): void {
      for (const id of [...waits.keys()]) stop(id)
    },
  }

  function start(id: string, title: string): void {
    stop(id)
    const end = terminal.every(longMs, () => {
      stop(id)
      terminal.writeLines(`${title} …`)
    })
    waits.set(id, end)
  }

  function stop(id: string): void {
    waits.get(id)?.()
    waits.delete(id)
  }
}
