import type {TurnEvent, TurnResult} from '@codex-host/plugin-api'
import {consumeTurn} from './consume-turn.ts'
import {saveAnswer} from './deliver-answer.ts'
import {createTurnDescriber} from './describe-turn.ts'
import {escapeLine, escapeLines} from './escape-controls.ts'
import {createHeldText} from './hold-text.ts'
import {createProseWriter, wrapProse} from './prose-writer.ts'
import type {ProseWriter} from './prose-writer.ts'
import type {RenderContext, TurnText} from './renderer.ts'
import {describeErrors, summariseTurn} from './turn-summary.ts'

/** For people at a terminal: the text streams, the live region says what goes on, the rest comes in blocks. */
export async function renderTerminal(events: AsyncIterable<TurnEvent>, context: RenderContext): Promise<TurnResult> {
  const {terminal} = context
  const describer = createTurnDescriber(terminal)
  // Where the answer goes elsewhere than to the screen, a step must have ended before its text may be written.
  const mayStream = terminal.answerIsOnScreen && !context.codeOnly && !context.answerIsData
  const text = mayStream ? createStreamedText(context) : createHeldText(context, (held) => terminal.writeBlock(held))

  try {
    const turn = await consumeTurn(events, (event) => {
      text.note(event)
      const block = describer.describe(event)
      if (block !== undefined) terminal.writeBlock(block)
      updateStatus(event)
    })
    terminal.setStatus(undefined)
    const result = await saveAnswer(turn, context)
    text.finish(result)
    const look = {style: terminal.style, columns: terminal.columns()}
    terminal.writeBlock(summariseTurn(result, describer.facts(), look))
    if (result.errors.length > 0) terminal.writeBlock(describeErrors(result, look))
    return result
  } finally {
    text.close()
    terminal.setStatus(undefined)
  }

  function updateStatus(event: TurnEvent): void {
    if (event.type === 'text.delta') return terminal.setStatus(undefined)
    if (event.type === 'verify.start') return terminal.setStatus(`Verifying: ${escapeLine(event.command)}`)
    if (event.type === 'change_set.ready') return terminal.setStatus('Settling the changes')
    if (/^(step|tool_call|verify)\./.test(event.type)) terminal.setStatus(describer.runningTitle() ?? 'Working')
  }
}

const mostSilenceMs = 250

/**
 * On a screen that shows both streams text appears as it comes; nobody knows yet whether it is the answer. A word
 * that does not go on for a while is shown as far as it is known.
 */
function createStreamedText({terminal}: RenderContext): TurnText {
  let streamed = ''
  let shownAnswer = ''
  let writer: ProseWriter | undefined
  let stopWatch: (() => void) | undefined
  let isSilent = false

  return {
    note(event) {
      if (event.type === 'text.delta') return showDelta(event.text)
      if (event.type === 'reasoning.delta') return
      close()
      if (event.type === 'step.retry') {
        if (streamed !== '') terminal.writeLines(terminal.style.dim('The text above does not count.'))
        streamed = ''
      } else if (event.type === 'step.end') {
        showRest(event.text)
        streamed = ''
      }
    },
    finish(result) {
      close()
      if (result.answer.trim() !== shownAnswer.trim()) showRest(result.answer)
    },
    close,
  }

  function showDelta(text: string): void {
    writer ??= createAnswerWriter(terminal)
    writer.write(escapeLines(text))
    streamed += text
    isSilent = false
    stopWatch ??= terminal.every(mostSilenceMs, () => {
      if (isSilent) writer?.flush()
      isSilent = true
    })
  }

  function close(): void {
    stopWatch?.()
    stopWatch = undefined
    writer?.flush()
    writer = undefined
  }

  function showRest(text: string): void {
    if (text === '') return
    if (streamed.trim() !== text.trim()) {
      terminal.writeAnswerBlock(wrapProse(escapeLines(text), terminal.answerColumns()))
    }
    shownAnswer = text
    if (!text.endsWith('\n')) terminal.writeAnswer('\n')
  }
}

/** Each writer begins a block of its own. */
function createAnswerWriter(terminal: RenderContext['terminal']): ProseWriter {
  let hasBegun = false
  return createProseWriter({
    columns: () => terminal.answerColumns(),
    write(text) {
      if (hasBegun) terminal.writeAnswer(text)
      else terminal.writeAnswerBlock(text)
      hasBegun = true
    },
  })
}
