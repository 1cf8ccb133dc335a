import {CodexError} from '@codex-host/plugin-api'

/** A change set that would overwrite what somebody else changed. `what`: what was not done to it. */
export function conflictError(
  id: string,
  conflicts: readonly {readonly path: string; readonly because: string}[],
  what: 'applied' | 'taken back',
): CodexError {
  const lines = conflicts.map(({path, because}) => `  ${path}: ${because}`)
  return new CodexError(`The change set ${id} was not ${what}, and no file was changed.\n${lines.join('\n')}`, {
    code: 'CHANGE_SET_CONFLICT',
    exitCode: 8,
    suggestions: [`\`codex diff ${id}\` shows it. Bring those files back to what it expects, then repeat the command.`],
  })
}
