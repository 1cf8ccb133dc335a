import {writeWholeAnswer} from './deliver-answer.ts'
import {escapeLines} from './escape-controls.ts'
import {wrapProse} from './prose-writer.ts'
import type {RenderContext, TurnText} from './renderer.ts'

/**
 * Keeps the text of a step back until the step has ended, so that a retried step never leaves half an answer.
 * What turns out to be said in passing goes to `writeNote`, the answer to stdout at the end.
 */
export function createHeldText(context: RenderContext, writeNote: (text: string) => void): TurnText {
  const {terminal} = context
  let held = ''

  return {
    note(event) {
      if (event.type === 'step.end') held = event.text
      // Whatever else comes after a text, such as the checks, may still leave it the last one.
      const goesOn = event.type === 'tool_call.start' || event.type === 'step.start'
      if (held === '' || !goesOn) return
      writeNote(terminal.style.dim(wrapProse(escapeLines(held), terminal.columns())))
      held = ''
    },
    finish: (result) => writeWholeAnswer(result, context),
    close() {},
  }
}
