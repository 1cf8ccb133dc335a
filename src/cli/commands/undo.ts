import {CodexError} from '@codex-host/plugin-api'
import {Args} from '@oclif/core'
import {conflictError} from '../conflict-error.ts'
import {HostCommand} from '../host-command.ts'
import {openChanges} from '../open-changes.ts'
import {showConflicts} from '../show-conflicts.ts'

export default class Undo extends HostCommand {
  static override summary = 'Take a landed change set back.'
  static override description =
    'All its files go back to what they were, or none: a file you changed since is never overwritten.'
  static override examples = ['<%= config.bin %> undo', '<%= config.bin %> undo mabc123x']
  static override args = {
    id: Args.string({description: 'Change set; the newest landed one of this workspace by default.'}),
  }

  async run(): Promise<void> {
    const {args} = await this.parse(Undo)
    const {changes, root} = await openChanges(this.context, {})
    const found = await changes.load({status: 'landed', ...(args.id === undefined ? {root} : {id: args.id})})
    if (found === undefined) throw nothingToUndo(args.id)

    const {id, effects, commits} = found.changeSet
    const outcome = await changes.undo(id)
    if (outcome.kind === 'conflict') {
      showConflicts(outcome.conflicts, this.context)
      throw conflictError(id, outcome.conflicts, 'taken back')
    }
    const files = effects.length === 1 ? 'one file is as it was' : `${effects.length} files are as they were`
    this.logToStderr(`The change set ${id} was taken back in ${found.changeSet.root}: ${files}.`)
    if (commits !== undefined) {
      this.logToStderr('The refs of its commits are gone, unless somebody moved them; redo makes them again.')
    }
    this.logToStderr(`Again: codex redo ${id}`)
  }
}

function nothingToUndo(id: string | undefined): CodexError {
  const message =
    id === undefined ? 'No change set has landed in this workspace' : `There is no landed change set "${id}"`
  return new CodexError(`${message}, so no file was changed.`, {code: 'NOTHING_TO_UNDO', exitCode: 2})
}
