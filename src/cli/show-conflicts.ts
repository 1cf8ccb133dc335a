import type {FileConflict} from '@codex-host/plugin-api'
import {describeConflicts} from '../output/describe-conflicts.ts'
import type {HostContext} from './host-context.ts'
import {openTerminal} from './open-terminal.ts'

/** Shows both sides of what keeps a change set from being applied or taken back, on stderr. */
export function showConflicts(conflicts: readonly FileConflict[], context: HostContext, noColor = false): void {
  if (conflicts.length === 0) return
  const terminal = openTerminal(context, {'no-color': noColor})
  terminal.writeLines(describeConflicts(conflicts, {style: terminal.style, columns: terminal.columns()}))
}
