import type {HostContact, SandboxOutcome} from '@codex-host/plugin-api'
import type {z} from 'zod'
import type {FileEffect} from '../workspace/change-set.ts'
import type {View} from '../workspace/view.ts'

/** What the user is asked about and what is then done: the two are the same value. */
export type ToolAction =
  | {
      readonly kind: 'command'
      /** The line given to bash, exactly. */
      readonly line: string
      /** Absolute, inside the workspace. */
      readonly cwd: string
      readonly timeoutMs: number
    }
  | {readonly kind: 'patch'; readonly effects: readonly FileEffect[]; readonly diff: string; readonly report: string}

/** A tool call after decoding: something to be assessed, or an answer that needs no permission. */
export type ToolPlan =
  | {readonly kind: 'action'; readonly title: string; readonly action: ToolAction}
  | {readonly kind: 'answer'; readonly title: string; readonly status: 'ok' | 'failed'; readonly output: string}

export interface ToolContext {
  readonly view: View
  readonly defaultTimeoutMs: number
  /** Whether a path of the workspace holds secrets that the agent must not see. */
  readonly isHidden: (path: string) => boolean
}

/** One capability of the agent. `plan` decides what would happen and touches nothing. */
export interface Tool<Arguments = unknown> {
  readonly name: string
  /** What the model reads; from the `.md` file beside the tool. */
  readonly description: string
  readonly parameters: z.ZodType<Arguments>
  plan(args: Arguments, context: ToolContext): Promise<ToolPlan>
}

/** Runs a command on the view under the turn's policy. `access: 'read'` mounts the workspace read-only. */
export type RunInSandbox = (
  action: {readonly line: string; readonly cwd: string; readonly timeoutMs: number},
  access: 'read' | 'write',
  signal: AbortSignal,
) => Promise<CommandOutcome>

/** What came of a command, and what it wanted of the network where the policy allows any. */
export type CommandOutcome = SandboxOutcome & {readonly contacts?: readonly HostContact[]}
