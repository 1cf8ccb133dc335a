import type {TurnEvent} from '@codex-host/plugin-api'
import {escapeLine} from '../text/style.ts'
import {formatDuration} from '../text/figures.ts'
import {wrapWords} from '../text/wrap.ts'
import {type AnswerWriter, createAnswerWriter} from './answer-writer.ts'
import {createEventRows} from './event-rows.ts'
import type {TurnPlace} from './turn-place.ts'

/** Shows one turn: complete things in the transcript, what goes on in the rows of the live region. */
export interface TurnWriter {
  write(event: TurnEvent): void
  /** The unfinished end of the answer. */
  tailRows(most: number): readonly string[]
  /** What goes on, on one line; undefined when nothing is known. */
  activity(): string | undefined
}

export function createTurnWriter(place: TurnPlace): TurnWriter {
  const eventRows = createEventRows(place)
  let answer: AnswerWriter | undefined
  let hasStreamed = false
  let doing = 'waiting for the model'
  let sinceMs = place.now()

  return {
    write(event) {
      setActivity(activityOf(event, place))
      if (event.type === 'text.delta') return pushAnswer(event.text)
      // A recorded turn, and one that was not streamed, has its text only here.
      if (event.type === 'step.end' && !hasStreamed) pushAnswer(event.text)
      if (event.type === 'step.end' || event.type === 'step.retry') hasStreamed = false
      if (event.type !== 'reasoning.delta') endAnswer()
      const rows = eventRows(event)
      if (rows.length > 0) place.print(['', ...rows])
    },
    tailRows: (most) => answer?.tailRows(most) ?? [],
    activity() {
      const elapsedMs = place.now() - sinceMs
      return elapsedMs < 1000
        ? doing
        : `${doing} · ${formatDuration(Math.floor(elapsedMs / 1000) * 1000).replace('.0', '')}`
    },
  }

  function pushAnswer(text: string): void {
    hasStreamed = true
    answer ??= createAnswerWriter(place)
    answer.push(text)
  }

  function endAnswer(): void {
    answer?.end()
    answer = undefined
  }

  function setActivity(next: string | undefined): void {
    if (next === undefined || next === doing) return
    doing = next
    sinceMs = place.now()
  }
}

function activityOf(event: TurnEvent, place: TurnPlace): string | undefined {
  const look = place.look()
  const [line] = wrapWords(titleOf(event), 2000)
  return line === undefined || line === '' ? undefined : escapeLine(line, look)
}

function titleOf(event: TurnEvent): string {
  switch (event.type) {
    case 'step.start':
    case 'tool_call.end':
    case 'tool_call.decided':
      return 'waiting for the model'
    case 'text.delta':
      return 'answering'
    case 'reasoning.delta':
      return 'thinking'
    case 'step.retry':
      return 'asking the model again'
    case 'tool_call.start':
      return `${event.tool}: ${event.title}`
    case 'verify.start':
      return `verifying: ${event.command}`
    case 'change_set.ready':
      return 'landing the change set'
    case 'turn.start':
    case 'turn.end':
    case 'step.end':
    case 'message.added':
    case 'compaction.end':
    case 'tool_call.assessed':
    case 'network.assessed':
    case 'network.decided':
    case 'verify.end':
    case 'notice':
    case 'change_set.assessed':
    case 'change_set.decided':
    case 'change_set.end':
      return ''
  }
}
