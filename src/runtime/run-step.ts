import type {TurnEvent, Usage} from '@codex-host/plugin-api'
import type {ModelClient, ModelFailure, ModelRequest, OutputItem} from '../model/model-client.ts'

export type StepEnd =
  | {readonly kind: 'done'; readonly items: readonly OutputItem[]; readonly text: string; readonly usage: Usage}
  | {readonly kind: 'failed'; readonly failure: ModelFailure}

/** One model request, with the retries the client makes inside it. */
export async function* runStep(
  model: ModelClient,
  {request, step}: {request: ModelRequest; step: number},
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, StepEnd> {
  yield {type: 'step.start', step}

  for await (const event of model.stream(request, signal)) {
    switch (event.type) {
      case 'text.delta':
      case 'reasoning.delta':
        yield {type: event.type, step, text: event.text}
        break
      case 'retry':
        yield {type: 'step.retry', step, attempt: event.attempt, because: event.because, delayMs: event.delayMs}
        break
      case 'done': {
        const text = event.items.map((item) => (item.kind === 'message' ? item.text : '')).join('')
        yield {type: 'step.end', step, text, usage: event.usage}
        return {kind: 'done', items: event.items, text, usage: event.usage}
      }
      case 'failed':
        return {kind: 'failed', failure: event.failure}
    }
  }
  throw new Error('The model client ended its stream without an end.')
}
