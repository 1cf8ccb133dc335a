import type {ErrorSummary} from '@codex-host/plugin-api'
import type {ModelFailure} from '../model/model-client.ts'

/** A failure of the model as the user reads it. */
export function modelError(failure: ModelFailure): ErrorSummary {
  const code = `MODEL_${failure.kind.replaceAll('-', '_').toUpperCase()}`
  return {code, message: failure.message, suggestions: failure.suggestions}
}
