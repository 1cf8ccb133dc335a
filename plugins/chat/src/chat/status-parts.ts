import {formatTokens, formatUsd} from '../text/figures.ts'
import type {ChatState} from './chat-state.ts'

/** The status line: under which terms the next turn runs, and what has been used. */
export function statusParts({conversation, log}: ChatState): readonly string[] {
  if (conversation === undefined) return []
  const {model, approvalMode, sandbox} = conversation.terms()
  const {windowTokens, parts} = conversation.context()
  const used = parts.reduce((sum, {tokens}) => sum + tokens, 0)
  const {costUsd} = log.totals()
  return [
    model,
    approvalMode,
    `sandbox ${sandbox}`,
    `${formatTokens(used)}/${formatTokens(windowTokens)} tokens`,
    ...(costUsd === undefined ? [] : [formatUsd(costUsd)]),
  ]
}
