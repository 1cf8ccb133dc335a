import {CodexError} from '@codex-host/plugin-api'
import type {Attempt} from '../../store/attempt.ts'

/** @throws CodexError with exit code 3 when the database could not be read. */
export function resultOf<Result>(attempt: Attempt<Result>, file: string): Result {
  if (attempt.kind === 'done') return attempt.result
  throw new CodexError(`The database ${file} ${attempt.fault.because}, so nothing was replayed.`, {
    code: 'STATE_UNREADABLE',
    exitCode: 3,
  })
}
