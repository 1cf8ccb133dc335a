import type {Runtime, TurnEvent} from '@codex-host/plugin-api'
import {noUsage} from '../../model/add-usage.ts'
import {addBill, type Spending} from '../../runtime/spending.ts'
import type {UsageRow} from '../../store/usage-store.ts'

/** What a turn has used, however it ended. */
export type TurnUsage = Pick<
  UsageRow,
  'model' | 'provider' | 'requests' | 'usage' | 'costUsd' | 'providerSavedUsd' | 'cacheHits'
>

/** The same runtime, which says of each turn what it has used before it ends. */
export function accountTurns(runtime: Runtime, write: (used: TurnUsage) => Promise<void>): Runtime {
  return {runTurn: (request, signal) => accountEvents(runtime.runTurn(request, signal), write)}
}

/**
 * For each stream of events that ends with `turn.end`. Told once, also where the reader leaves in the middle. `known`:
 * who is asked, for events that do not say it.
 */
export async function* accountEvents(
  events: AsyncIterable<TurnEvent>,
  write: (used: TurnUsage) => Promise<void>,
  known?: Pick<TurnUsage, 'model' | 'provider'>,
): AsyncGenerator<TurnEvent> {
  let terms = known
  let spending: Spending | undefined
  let requests = 0
  let isWritten = false

  async function settle(): Promise<void> {
    if (isWritten || terms === undefined || requests === 0) return
    isWritten = true
    await write({...terms, requests, ...(spending ?? {usage: noUsage, costUsd: 0, providerSavedUsd: 0})})
  }

  try {
    for await (const event of events) {
      if (event.type === 'turn.start') terms = {model: event.model, provider: event.provider}
      if (event.type === 'step.start' || event.type === 'compaction.end') requests += 1
      if (event.type === 'step.end' || event.type === 'compaction.end') spending = addBill(spending, event)
      if (event.type === 'turn.end') await settle()
      yield event
    }
  } finally {
    await settle()
  }
}
