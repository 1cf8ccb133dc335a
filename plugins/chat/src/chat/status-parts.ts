import {formatTokens, formatUsd} from '../text/figures.ts'
import type {ChatState} from './chat-state.ts'

/** The status line: under which terms the next turn runs, and what has been used. Asked for with each frame. */
export function statusParts({conversation, log, windowUse}: ChatState): readonly string[] {
  if (conversation === undefined) return []
  const {model, approvalMode, sandbox} = conversation.terms()
  const {costUsd} = log.totals()
  return [
    model,
    approvalMode,
    `sandbox ${sandbox}`,
    ...(windowUse === '' ? [] : [windowUse]),
    ...(costUsd === undefined ? [] : [formatUsd(costUsd)]),
  ]
}

/** Looks at the whole conversation: after what may have changed it, not with each frame. */
export function measureWindow(state: ChatState): void {
  if (state.conversation === undefined) return
  const {windowTokens, parts} = state.conversation.context()
  const used = parts.reduce((sum, {tokens}) => sum + tokens, 0)
  state.windowUse = `${formatTokens(used)}/${formatTokens(windowTokens)} tokens`
}
