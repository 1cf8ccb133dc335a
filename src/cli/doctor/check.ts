/** One line of `codex doctor`. */
export interface Check {
  readonly name: string
  readonly status: 'ok' | 'warning' | 'failed'
  readonly detail: string
  /** What to do about it. */
  readonly remedy?: string
  /** The exit code of the doctor when this failed. */
  readonly exitCode?: number
}
