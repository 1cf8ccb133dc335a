import {isCodexError} from '@codex-host/plugin-api'

/** What went wrong, for a person; `subject` is what failed where the error is none of ours. */
export function describeError(error: unknown, subject: string): string {
  if (isCodexError(error)) {
    return [`Error: ${error.message}`, ...error.suggestions.map((text) => `  ${text}`)].join('\n')
  }
  return `${subject} failed: ${error instanceof Error ? error.message : String(error)}`
}
