import type {HistoryEntry, TurnEvent, Usage} from '@codex-host/plugin-api'

export interface LoggedMessage {
  readonly by: 'you' | 'model'
  readonly text: string
}

/** What was said and used in a conversation, as far as the chat shows it. */
export interface ChatLog {
  prompted(text: string): void
  /** Follows the events of a turn. */
  saw(event: TurnEvent): void
  messages(): readonly LoggedMessage[]
  totals(): Totals
}

export interface Totals {
  readonly turns: number
  readonly usage: Usage
  /** Absent where no price was known. */
  readonly costUsd?: number
  readonly savedUsd: number
}

/** Begins with what was said before the conversation was resumed. What that cost is not counted again. */
export function createChatLog(history: readonly HistoryEntry[]): ChatLog {
  const messages: LoggedMessage[] = []
  let totals: Totals = {
    turns: 0,
    usage: {inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0},
    savedUsd: 0,
  }
  const follow = (event: TurnEvent) => {
    if (event.type === 'step.end' && event.text.trim() !== '') messages.push({by: 'model', text: event.text})
    if (event.type === 'message.added') messages.push({by: 'you', text: event.text})
  }
  for (const entry of history) {
    if (entry.kind === 'prompt') messages.push({by: 'you', text: entry.text})
    else entry.events.forEach(follow)
  }

  return {
    prompted: (text) => void messages.push({by: 'you', text}),
    saw(event) {
      follow(event)
      if (event.type !== 'turn.end') return
      const {usage, costUsd, cacheHits, providerSavedUsd} = event.result
      const cost = costUsd === undefined ? totals.costUsd : (totals.costUsd ?? 0) + costUsd
      totals = {
        turns: totals.turns + 1,
        usage: addUsage(totals.usage, usage),
        savedUsd: totals.savedUsd + (cacheHits?.savedUsd ?? 0) + (providerSavedUsd ?? 0),
        ...(cost !== undefined && {costUsd: cost}),
      }
    },
    messages: () => messages,
    totals: () => totals,
  }
}

function addUsage(one: Usage, other: Usage): Usage {
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    cachedInputTokens: one.cachedInputTokens + other.cachedInputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    reasoningTokens: one.reasoningTokens + other.reasoningTokens,
  }
}
