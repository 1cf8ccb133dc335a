import {CodexError} from '@codex-host/plugin-api'

/** For a command line that cannot be meant. */
export function usageError(message: string, suggestions: readonly string[] = []): CodexError {
  return new CodexError(message, {
    code: 'USAGE',
    exitCode: 2,
    suggestions: suggestions.length === 0 ? ['`codex sessions list` names the sessions.'] : [...suggestions],
  })
}
