import {CodexError} from '@codex-host/plugin-api'
import {Args} from '@oclif/core'
import {commitLines} from '../commit-lines.ts'
import {conflictError} from '../conflict-error.ts'
import {HostCommand} from '../host-command.ts'
import {lastUndone} from '../last-undone.ts'
import {openChanges} from '../open-changes.ts'
import {showConflicts} from '../show-conflicts.ts'

export default class Redo extends HostCommand {
  static override summary = 'Land a change set again that was taken back.'
  static override description =
    'After several `undo` the one that was taken back last comes first. All its files change, or none: a file you ' +
    'changed since is never overwritten. Once another change set has landed, an older one is named by its id.'
  static override examples = ['<%= config.bin %> redo', '<%= config.bin %> redo mabc123x']
  static override args = {
    id: Args.string({description: 'Change set; the one of this workspace that was taken back last by default.'}),
  }

  async run(): Promise<void> {
    const {args} = await this.parse(Redo)
    const {changes, root} = await openChanges(this.context, {})
    const id = args.id ?? (await lastUndone(changes, root))
    const found = id === undefined ? undefined : await changes.load({id, status: 'undone'})
    if (found === undefined) throw nothingToRedo(args.id)

    const {changeSet} = found
    const outcome = await changes.settle(changeSet.id)
    if (outcome.kind === 'conflict') {
      showConflicts(outcome.conflicts, this.context)
      throw conflictError(changeSet.id, outcome.conflicts, 'applied')
    }
    this.logToStderr(`The change set ${changeSet.id} has landed again in ${changeSet.root}.`)
    for (const line of commitLines(changeSet, {status: 'landed', commitsKept: outcome.commitsKept})) {
      this.logToStderr(line)
    }
    this.logToStderr(`Back: codex undo ${changeSet.id}`)
  }
}

function nothingToRedo(id: string | undefined): CodexError {
  const message =
    id === undefined
      ? 'No change set of this workspace was taken back last'
      : `There is no change set "${id}" that was taken back`
  return new CodexError(`${message}, so no file was changed.`, {code: 'NOTHING_TO_REDO', exitCode: 2})
}
