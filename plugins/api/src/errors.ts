/** Marks a `CodexError`, also one made by another copy of this package. */
const marker = Symbol.for('codex.error.v1')

export interface CodexErrorOptions {
  /** Stable, `SCREAMING_SNAKE`; part of the headless contract. */
  readonly code: string
  /** One of the documented exit codes. */
  readonly exitCode: number
  /** What to do next, one sentence each. */
  readonly suggestions?: readonly string[]
  /** A page or help topic that says more. */
  readonly ref?: string
  /** Whether the same call may work later without a change. */
  readonly retryable?: boolean
  readonly cause?: unknown
}

/**
 * An outcome the user must act on. The message says what happened, to what, and what did not happen.
 * Anything thrown that is not a `CodexError` is reported as a bug.
 */
export class CodexError extends Error {
  override readonly name = 'CodexError'
  readonly [marker] = true
  readonly code: string
  readonly exitCode: number
  readonly suggestions: readonly string[]
  readonly ref: string | undefined
  readonly retryable: boolean

  constructor(message: string, options: CodexErrorOptions) {
    super(message, {cause: options.cause})
    this.code = options.code
    this.exitCode = options.exitCode
    this.suggestions = options.suggestions ?? []
    this.ref = options.ref
    this.retryable = options.retryable ?? false
  }
}

/** Identity by marker: `instanceof` is false across two copies of this package. */
export function isCodexError(value: unknown): value is CodexError {
  return typeof value === 'object' && value !== null && marker in value
}
