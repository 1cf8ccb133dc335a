import {type HostContact, isCodexError} from '@codex-host/plugin-api'
import {formatCommandResult} from '../tools/format-command-result.ts'
import type {RunInSandbox, ToolAction} from '../tools/tool.ts'
import type {View} from '../workspace/view.ts'
import type {RuntimeParts} from './runtime-parts.ts'

export interface FinishedCall {
  readonly status: 'ok' | 'failed' | 'denied'
  readonly output: string
  readonly durationMs: number
  /** What the command wanted of the network. */
  readonly contacts?: readonly HostContact[]
}

/** Does what was allowed: runs the command in the sandbox, or writes the planned patch into the view. */
export async function performAction(
  parts: RuntimeParts,
  {action, access, view}: {action: ToolAction; access: 'read' | 'write'; view: View},
  signal: AbortSignal,
): Promise<FinishedCall> {
  const startedAtMs = parts.now()
  const end =
    action.kind === 'command'
      ? await runCommand(parts.sandbox.runnerFor(view), {action, access}, signal)
      : await writePatch(action, view)
  return {...end, durationMs: parts.now() - startedAtMs}
}

async function runCommand(
  run: RunInSandbox,
  {action, access}: {action: Extract<ToolAction, {kind: 'command'}>; access: 'read' | 'write'},
  signal: AbortSignal,
): Promise<Omit<FinishedCall, 'durationMs'>> {
  const outcome = await run(action, access, signal)
  signal.throwIfAborted()
  const passed = outcome.kind === 'finished' && outcome.end.kind === 'exited' && outcome.end.exitCode === 0
  return {
    status: passed ? 'ok' : 'failed',
    output: formatCommandResult(outcome),
    ...(outcome.contacts !== undefined && {contacts: outcome.contacts}),
  }
}

async function writePatch(
  action: Extract<ToolAction, {kind: 'patch'}>,
  view: View,
): Promise<Omit<FinishedCall, 'durationMs'>> {
  try {
    await view.write(action.effects)
    return {status: 'ok', output: action.report}
  } catch (error) {
    if (!isCodexError(error)) throw error
    return {status: 'failed', output: `${error.message} Nothing of the patch was written.`}
  }
}
