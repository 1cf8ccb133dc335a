import type {TurnEvent, TurnResult} from '@codex-host/plugin-api'

type EventsByType = {readonly [Event in TurnEvent as Event['type']]: Event}

/** For every type of event what to do with it, so that a new type breaks the build. */
export type EventReaders<Value> = {readonly [Type in keyof EventsByType]: (event: EventsByType[Type]) => Value}

/**
 * Reads the stream to its very end: stopping at `turn.end` would cancel what the runtime does after it.
 * `show` gets every event but `turn.end`.
 */
export async function consumeTurn(
  events: AsyncIterable<TurnEvent>,
  show: (event: TurnEvent) => void,
): Promise<TurnResult> {
  let result: TurnResult | undefined
  for await (const event of events) {
    if (event.type === 'turn.end') result = event.result
    else show(event)
  }
  if (result === undefined) throw new Error('The stream of the turn ended without a result.')
  return result
}

export function readEvent<Value>(readers: EventReaders<Value>, event: TurnEvent): Value {
  return read(readers, event.type, event)
}

function read<Value, Type extends keyof EventsByType>(
  readers: EventReaders<Value>,
  type: Type,
  event: EventsByType[Type],
): Value {
  return readers[type](event)
}
