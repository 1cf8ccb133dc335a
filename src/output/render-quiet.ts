import type {TurnEvent, TurnResult} from '@codex-host/plugin-api'
import {consumeTurn} from './consume-turn.ts'
import {saveAnswer, writeWholeAnswer} from './deliver-answer.ts'
import type {RenderContext} from './renderer.ts'
import {changeSetSentences, describeErrors} from './turn-summary.ts'
import {wrapText} from './wrap-text.ts'

/** The answer, the errors, and changes that did not land: who asked for silence must not take them for done. */
export async function renderQuiet(events: AsyncIterable<TurnEvent>, context: RenderContext): Promise<TurnResult> {
  const {terminal} = context
  const result = await saveAnswer(await consumeTurn(events, () => {}), context)

  writeWholeAnswer(result, context)
  const {changeSet} = result
  if (changeSet !== undefined && changeSet.status !== 'landed') {
    terminal.writeLines(wrapText(changeSetSentences(changeSet).join('\n'), terminal.columns(), '  '))
  }
  if (result.errors.length > 0) {
    terminal.writeLines(describeErrors(result, {style: terminal.style, columns: terminal.columns()}))
  }
  return result
}
