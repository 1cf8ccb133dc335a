import {Flags} from '@oclif/core'
import {HostCommand} from '../../host-command.ts'
import {openTerminal} from '../../open-terminal.ts'
import {requireState, resultOf} from '../../require-state.ts'
import {createConversationStore} from '../../../store/conversation-store.ts'
import {listedRoot} from '../../sessions/listed-root.ts'
import {sessionsJson, sessionsTable} from '../../sessions/sessions-table.ts'

export default class SessionsList extends HostCommand {
  static override summary = 'List recorded sessions, the newest first.'
  static override examples = ['<%= config.bin %> sessions list', '<%= config.bin %> sessions list --all --json']
  static override flags = {
    all: Flags.boolean({description: 'Of all workspaces, not only of this one.'}),
    limit: Flags.integer({description: 'The most that are listed.', default: 20, min: 1}),
    cwd: Flags.string({char: 'C', description: 'Folder of the workspace.', exclusive: ['all']}),
    json: Flags.boolean({description: 'Print one JSON object.'}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(SessionsList)
    const {context} = this
    const root = await listedRoot(context, flags)
    const state = await requireState(context)
    const filter = {count: flags.limit, ...(root !== undefined && {root})}
    const sessions = resultOf(await createConversationStore(state).list(filter), state)

    if (flags.json) return this.log(JSON.stringify({version: 1, sessions: sessions.map(sessionsJson)}, undefined, 2))
    if (sessions.length === 0) {
      const where = root === undefined ? '' : ` of ${root}`
      return this.logToStderr(
        `No session${where} was recorded yet.${root === undefined ? '' : ' --all looks elsewhere too.'}`,
      )
    }
    const terminal = openTerminal(context, {})
    terminal.writeAnswer(`${sessionsTable(sessions, {width: terminal.answerColumns(), hasRoots: flags.all})}\n`)
  }
}
