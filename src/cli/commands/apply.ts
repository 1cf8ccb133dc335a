import {CodexError} from '@codex-host/plugin-api'
import {Args, Flags} from '@oclif/core'
import {isChangeSetId} from '../../workspace/change-set-id.ts'
import {commitLines} from '../commit-lines.ts'
import {conflictError} from '../conflict-error.ts'
import {HostCommand} from '../host-command.ts'
import {landPatch} from '../land-patch.ts'
import {openChanges} from '../open-changes.ts'
import {readPatchText} from '../read-patch-text.ts'
import {showConflicts} from '../show-conflicts.ts'

export default class Apply extends HostCommand {
  static override summary = 'Land a pending change set, a patch file, or a patch from stdin.'
  static override description =
    'A patch is an apply_patch envelope or a unified diff. It lands atomically, can be undone, and needs the approval ' +
    'that the approval mode asks for; a change set that you name is approved by that.'
  static override examples = [
    '<%= config.bin %> apply',
    '<%= config.bin %> apply fix.patch',
    'git diff main | <%= config.bin %> apply --approval-mode auto-edit -',
  ]
  static override args = {
    source: Args.string({
      description: 'Id of a change set (the newest pending one by default), a file, or - for stdin.',
    }),
  }
  static override flags = {
    'approval-mode': Flags.option({char: 'a', options: ['suggest', 'auto-edit', 'full-auto'] as const})({
      description: 'What may happen without a question.',
    }),
    cwd: Flags.string({char: 'C', description: 'Folder whose workspace the patch is for.'}),
    'no-color': Flags.boolean({description: 'No colour.'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Apply)
    const {changes, root, setup} = await openChanges(this.context, flags)

    const source = args.source
    const isChangeSet =
      source === undefined || (isChangeSetId(source) && (await changes.load({id: source})) !== undefined)
    const id = isChangeSet
      ? await this.pendingId(changes, {root, id: source})
      : await landPatch(await readPatchText(source, this.context), {context: this.context, flags, changes, setup})
    if (id === undefined) return

    const outcome = await changes.settle(id)
    const landed = (await changes.load({id}))?.changeSet
    if (outcome.kind === 'conflict') {
      showConflicts(outcome.conflicts, this.context, flags['no-color'])
      throw conflictError(id, outcome.conflicts, 'applied')
    }
    this.logToStderr(
      outcome.kind === 'nothing'
        ? 'The files already are like that.'
        : `The change set ${id} has landed in ${landed?.root ?? root}.`,
    )
    for (const line of commitLines(landed, {status: 'landed', commitsKept: outcome.commitsKept})) this.logToStderr(line)
    this.logToStderr(`Back: codex undo ${id}`)
  }

  private async pendingId(
    changes: Awaited<ReturnType<typeof openChanges>>['changes'],
    {root, id}: {root: string; id: string | undefined},
  ): Promise<string> {
    const found = await changes.load(id === undefined ? {root, status: 'pending'} : {id})
    if (found !== undefined) return found.changeSet.id
    throw new CodexError('No change set is pending in this workspace, so no file was changed.', {
      code: 'NOTHING_TO_APPLY',
      exitCode: 2,
      suggestions: ['`codex apply FILE` lands a patch file, `codex apply -` one from stdin.'],
    })
  }
}
