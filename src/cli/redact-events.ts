import type {Notice, TurnEvent} from '@codex-host/plugin-api'
import type {Redactor} from '../store/create-redactor.ts'

type Delta = Extract<TurnEvent, {readonly type: 'text.delta' | 'reasoning.delta'}>

/**
 * The events of a turn as they may be shown: without secrets. A piece of a streamed text is late while it may be the
 * beginning of one. Before the end it is said that something was left out.
 */
export async function* redactEvents(
  events: AsyncIterable<TurnEvent>,
  redactor: Pick<Redactor, 'json' | 'stream'>,
): AsyncGenerator<TurnEvent, void> {
  const stream = redactor.stream()
  let late: Delta | undefined
  let isLessThanSaid = false

  for await (const event of events) {
    if (isDelta(event)) {
      if (late !== undefined && late.type !== event.type) yield* rest(late)
      const text = stream.push(event.text)
      late = event
      if (text !== '') yield {...event, text}
      continue
    }
    if (late !== undefined) yield* rest(late)
    late = undefined
    const shown = redactor.json(event)
    isLessThanSaid ||= JSON.stringify(shown) !== JSON.stringify(event)
    if (shown.type === 'turn.end' && isLessThanSaid) {
      yield {type: 'notice', ...leftOut}
      yield {...shown, result: {...shown.result, notices: [...shown.result.notices, leftOut]}}
    } else yield shown
  }

  function* rest(delta: Delta): Generator<TurnEvent, void> {
    const text = stream.end()
    if (text !== '') yield {...delta, text}
  }
}

const leftOut: Notice = {
  code: 'SECRET_LEFT_OUT',
  text: 'What looks like a secret is not shown: [redacted] stands in its place.',
}

function isDelta(event: TurnEvent): event is Delta {
  return event.type === 'text.delta' || event.type === 'reasoning.delta'
}
