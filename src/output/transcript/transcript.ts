import type {ErrorSummary, FileSummary, Usage} from '@codex-host/plugin-api'

/** A recorded session as people read it. All texts are untrusted. */
export interface Transcript {
  readonly id: string
  readonly workspace: string
  readonly startedAtMs: number
  readonly turns: readonly TranscriptTurn[]
}

export interface TranscriptTurn {
  readonly id: string
  /** 1 for the first of the session. */
  readonly number: number
  readonly startedAtMs: number
  readonly verb?: string
  readonly model: string
  readonly provider: string
  readonly approvalMode: string
  readonly prompt: string
  /** Names of pictures and other texts that were given beside the prompt. */
  readonly attachments: readonly string[]
  readonly parts: readonly TranscriptPart[]
  /** `done`, or the outcomes; absent where the turn was killed or still runs. */
  readonly outcome?: string
  readonly usage?: Usage
  /** Absent where it is not known. */
  readonly costUsd?: number
  readonly durationMs?: number
}

export type TranscriptPart =
  | {readonly kind: 'answer'; readonly text: string}
  /** What the user said while the turn worked. */
  | {readonly kind: 'message'; readonly text: string}
  | TranscriptCall
  | {readonly kind: 'checks'; readonly command: string; readonly passed?: boolean; readonly output: string}
  | TranscriptChanges
  | {readonly kind: 'notice'; readonly text: string}
  | ({readonly kind: 'error'} & ErrorSummary)

export interface TranscriptCall {
  readonly kind: 'call'
  readonly tool: string
  readonly title: string
  /** `unknown` where the turn ended before it. */
  readonly status: 'ok' | 'failed' | 'denied' | 'unknown'
  /** What was answered when it was asked about; absent where it was not. */
  readonly decision?: string
  readonly output: string
  readonly durationMs?: number
}

export interface TranscriptChanges {
  readonly kind: 'changes'
  readonly id: string
  /** `unknown` where the turn ended before. */
  readonly status: 'landed' | 'pending' | 'conflict' | 'unknown'
  readonly because?: string
  readonly decision?: string
  readonly files: readonly FileSummary[]
  /** Unified. */
  readonly diff: string
}
