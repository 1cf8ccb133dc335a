import type {ToolAction} from '../tools/tool.ts'
import type {View} from '../workspace/view.ts'
import type {OutputItem} from '../model/model-client.ts'
import type {AssessedAction, RuntimeParts} from './runtime-parts.ts'

export type ToolCall = Extract<OutputItem, {kind: 'tool_call'}>

export type PreparedCall = {readonly call: ToolCall; readonly title: string} & (
  | {readonly kind: 'answer'; readonly status: 'ok' | 'failed'; readonly output: string}
  | ({readonly kind: 'action'; readonly action: ToolAction} & AssessedAction)
)

/** Decodes a call, plans what it would do and assesses that. Nothing is done yet. */
export async function prepareToolCall(parts: RuntimeParts, call: ToolCall, view: View): Promise<PreparedCall> {
  const decoded = parts.tools.decode(call.name, call.argumentsText)
  if (decoded.kind !== 'decoded') {
    return {call, title: call.name, kind: 'answer', status: 'failed', output: decoded.message}
  }

  const context = {view, defaultTimeoutMs: parts.commandTimeoutMs, isHidden: parts.sandbox.isHidden}
  const plan = await decoded.tool.plan(decoded.args, context)
  if (plan.kind === 'answer') return {call, ...plan}
  return {call, title: plan.title, kind: 'action', action: plan.action, ...parts.assessAction(plan.action)}
}
