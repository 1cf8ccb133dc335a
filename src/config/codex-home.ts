import path from 'node:path'
import {CodexError} from '@codex-host/plugin-api'

export interface CodexHomeOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  /** The home folder of the user, absolute. */
  readonly home: string
}

/** The folder of the user's configuration and state. Only the user's environment moves it, never a project. */
export function codexHome({env, home}: CodexHomeOptions): string {
  const chosen = env['CODEX_HOME']
  if (chosen === undefined || chosen === '') return path.join(home, '.codex')
  // A relative folder would be another one in every project, and a project could bring it along.
  if (!path.isAbsolute(chosen)) {
    throw new CodexError(`CODEX_HOME is ${JSON.stringify(chosen)}, which is not an absolute path; nothing was read.`, {
      code: 'CONFIG_INVALID',
      exitCode: 3,
      suggestions: ['Set CODEX_HOME to an absolute path, or unset it to use ~/.codex.'],
    })
  }
  return path.resolve(chosen)
}
