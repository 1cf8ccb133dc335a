import type {ModelDelta, ModelEvent} from '../model-client.ts'

/** Collects what was streamed of an answer. A retry makes it void. */
export function hearDeltas(): {hear(event: ModelEvent): void; readonly deltas: readonly ModelDelta[]} {
  let deltas: {type: ModelDelta['type']; text: string}[] = []

  return {
    hear(event) {
      if (event.type === 'retry') deltas = []
      if (event.type !== 'text.delta' && event.type !== 'reasoning.delta') return
      const last = deltas.at(-1)
      if (last?.type === event.type) last.text += event.text
      else deltas.push({type: event.type, text: event.text})
    },
    get deltas() {
      return deltas
    },
  }
}
