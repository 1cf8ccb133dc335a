import type {Assessment, Decision} from '@codex-host/plugin-api'

/** What will happen if the answer is yes, as final text; the one who shows it makes control characters visible. */
export type Question =
  | {
      readonly kind: 'command'
      readonly line: string
      readonly cwd: string
      readonly assessment: Assessment
      /** A hash of all that the answer holds for: what the scripts hold that it runs, and what it may do. */
      readonly binding: string
    }
  | {
      readonly kind: 'patch' | 'change-set'
      readonly diff: string
      readonly assessment: Assessment
      /** Relative to the workspace; named in the rule that would allow it when nobody is there. */
      readonly paths?: readonly string[]
    }
  /** A command wanted to reach the host and was refused. */
  | {readonly kind: 'network'; readonly host: string; readonly port: number; readonly assessment: Assessment}

export interface Answer {
  readonly decision: Decision
  /** Who decided: the person at the terminal, what they said before in this session, or nobody. */
  readonly by: 'user' | 'session' | 'nobody'
}

export interface Approver {
  ask(question: Question, signal: AbortSignal): Promise<Answer>
}
