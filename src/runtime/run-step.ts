import type {TurnEvent, Usage} from '@codex-host/plugin-api'
import type {ModelClient, ModelFailure, ModelRequest, OutputItem} from '../model/model-client.ts'
import type {ModelPrice} from '../model/model-figures.ts'
import {type Bill, billFor} from './spending.ts'

export interface DoneStep {
  readonly kind: 'done'
  readonly items: readonly OutputItem[]
  readonly text: string
  /** What the server counted, also for an answer from the local cache. */
  readonly usage: Usage
  readonly bill: Bill
}

export type StepEnd =
  | DoneStep
  | {readonly kind: 'failed'; readonly failure: ModelFailure}
  /** The request would be sent again only when the turn has no time left. */
  | {readonly kind: 'out-of-time'; readonly because: string}

interface AskedStep {
  readonly request: ModelRequest
  readonly step: number
  readonly price?: ModelPrice | undefined
  readonly timeLeftMs: () => number
}

/** One model request, with the retries the client makes inside it, as far as there is time for them. */
export async function* runStep(
  model: ModelClient,
  {request, step, price, timeLeftMs}: AskedStep,
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
        if (event.delayMs >= timeLeftMs()) return {kind: 'out-of-time', because: event.because}
        yield {type: 'step.retry', step, attempt: event.attempt, because: event.because, delayMs: event.delayMs}
        break
      case 'done': {
        const text = event.items.map((item) => (item.kind === 'message' ? item.text : '')).join('')
        const bill = billFor(event, price)
        yield {type: 'step.end', step, text, ...bill}
        return {kind: 'done', items: event.items, text, usage: event.usage, bill}
      }
      case 'failed':
        return {kind: 'failed', failure: event.failure}
    }
  }
  throw new Error('The model client ended its stream without an end.')
}
