import {createInterface} from 'node:readline/promises'
import {Flags} from '@oclif/core'
import {parseDurationMs} from '../../../config/duration.ts'
import {escapeLine} from '../../../output/escape-controls.ts'
import {formatCount} from '../../../output/format-count.ts'
import {type ConversationSummary, createConversationStore} from '../../../store/conversation-store.ts'
import {HostCommand} from '../../host-command.ts'
import {requireState, resultOf} from '../../require-state.ts'
import {listedRoot} from '../../sessions/listed-root.ts'
import {usageError} from '../../sessions/usage-error.ts'

export default class SessionsClear extends HostCommand {
  static override summary = 'Delete all recorded sessions of this workspace, or the old ones.'
  static override description =
    'Asks before it deletes; without a terminal to ask at, --yes is needed. Change sets, the audit log and what was ' +
    'counted as used stay.'
  static override examples = [
    '<%= config.bin %> sessions clear --older-than 7d',
    '<%= config.bin %> sessions clear --all --yes',
  ]
  static override flags = {
    'older-than': Flags.string({description: 'Only those whose last turn is at least as old: 12h, 7d, 30d.'}),
    all: Flags.boolean({description: 'Of all workspaces, not only of this one.'}),
    cwd: Flags.string({char: 'C', description: 'Folder of the workspace.', exclusive: ['all']}),
    yes: Flags.boolean({char: 'y', description: 'Delete without a question.'}),
    json: Flags.boolean({description: 'Print what was deleted as one JSON object.'}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(SessionsClear)
    const {context} = this
    const newestMs = context.now() - ageOf(flags['older-than'])
    const root = await listedRoot(context, flags)
    const state = await requireState(context)
    const store = createConversationStore(state)
    const listed = resultOf(await store.list(root === undefined ? {} : {root}), state)
    const old = listed.filter(({lastTurnAtMs}) => lastTurnAtMs <= newestMs)

    const isAgreed = old.length === 0 || flags.yes || (await this.asks(old, root))
    const ids = isAgreed ? old.map(({id}) => id) : []
    const turns = resultOf(await store.remove(ids), state)
    if (flags.json) return this.log(JSON.stringify({version: 1, deleted: ids, deleted_turns: turns}))
    this.log(
      ids.length === 0
        ? 'Nothing was deleted.'
        : `Deleted ${formatCount(ids.length, 'session')} with ${formatCount(turns, 'turn')}.`,
    )
  }

  private async asks(old: readonly ConversationSummary[], root: string | undefined): Promise<boolean> {
    const {stdin, stderr} = this.context
    if (!stdin.isTTY || !stderr.isTTY) {
      throw usageError('There is nobody to ask, so nothing was deleted.', ['Add --yes to delete without a question.'])
    }
    const where = root === undefined ? 'all workspaces' : escapeLine(root)
    // Without its own keys: Ctrl-C stays the signal that it is everywhere else.
    const terminal = createInterface({input: stdin, output: stderr, terminal: false})
    try {
      const question = `Delete ${formatCount(old.length, 'session')} of ${where}? This cannot be undone. [y/N] `
      const answer = await terminal.question(question, {signal: this.host.signal})
      return ['y', 'yes'].includes(answer.trim().toLowerCase())
    } finally {
      terminal.close()
    }
  }
}

function ageOf(text: string | undefined): number {
  const ageMs = text === undefined ? 0 : parseDurationMs(text)
  if (ageMs !== undefined) return ageMs
  throw usageError(`--older-than is ${JSON.stringify(text)}, which is no time; nothing was deleted.`, [
    'Write it as 12h, 7d or 30d.',
  ])
}
