import {CodexError} from '@codex-host/plugin-api'
import {Args, Flags} from '@oclif/core'
import {renderDiff} from '../../output/paint-diff.ts'
import {describeChangeSet} from '../../workspace/describe-change-set.ts'
import {commitLines} from '../commit-lines.ts'
import {HostCommand} from '../host-command.ts'
import {openChanges} from '../open-changes.ts'
import {openTerminal} from '../open-terminal.ts'
import {showConflicts} from '../show-conflicts.ts'

export default class Diff extends HostCommand {
  static override summary = 'Show a change set as a unified diff.'
  static override description =
    'Into a pipe the diff is written byte for byte, so that `git apply` can read it. Where files are not as the change ' +
    'set expects them, stderr shows what it expected and what is there now.'
  static override examples = ['<%= config.bin %> diff', '<%= config.bin %> diff mabc123x | git apply --check']
  static override args = {
    id: Args.string({description: 'Change set; the newest pending one of this workspace by default.'}),
  }
  static override flags = {'no-color': Flags.boolean({description: 'No colour.'})}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Diff)
    const {changes, root} = await openChanges(this.context, {})
    const found = await changes.load(args.id === undefined ? {root, status: 'pending'} : {id: args.id})
    if (found === undefined) throw noChangeSet(args.id)

    const {diff} = describeChangeSet(found.changeSet)
    this.logToStderr(`Change set ${found.changeSet.id}, ${found.status}.`)
    const {stdout} = this.context
    const terminal = openTerminal(this.context, flags)
    const look = {style: terminal.style, columns: terminal.answerColumns()}
    stdout.write(stdout.isTTY ? `${renderDiff(diff, look)}\n` : diff)
    const status = found.status === 'landed' ? 'landed' : 'pending'
    for (const line of commitLines(found.changeSet, {status})) this.logToStderr(line)
    if (found.status !== 'pending' && found.status !== 'undone') return
    const conflicts = await changes.conflicts(found.changeSet.id)
    showConflicts(conflicts, this.context, flags['no-color'])
    if (conflicts.length > 0) this.logToStderr('Those files are not as it expects them, so it would not land.')
  }
}

function noChangeSet(id: string | undefined): CodexError {
  const message = id === undefined ? 'No change set is pending in this workspace.' : `There is no change set "${id}".`
  return new CodexError(message, {code: 'CHANGE_SET_UNKNOWN', exitCode: 2})
}
