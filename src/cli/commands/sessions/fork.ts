import {Args, Flags} from '@oclif/core'
import {createConversationStore} from '../../../store/conversation-store.ts'
import {findRoot} from '../../../workspace/find-root.ts'
import {homeFolders} from '../../home-folders.ts'
import {HostCommand} from '../../host-command.ts'
import {requireState, resultOf} from '../../require-state.ts'
import {requireConversation} from '../../sessions/require-conversation.ts'
import {usageError} from '../../sessions/usage-error.ts'

export default class SessionsFork extends HostCommand {
  static override summary = 'Begin a new session with what was said in another one.'
  static override description = 'The other one stays as it is. Prints the id of the new one; --resume goes on with it.'
  static override examples = [
    '<%= config.bin %> sessions fork last',
    '<%= config.bin %> prompt --resume "$(<%= config.bin %> sessions fork 1b9d6bcd --turn 2)" "Try it without Redux"',
  ]
  static override args = {
    session: Args.string({description: 'The beginning of its id, or last.', required: true}),
  }
  static override flags = {
    turn: Flags.integer({description: 'The last turn that goes along; all when left out.', min: 1}),
    json: Flags.boolean({description: 'Print one JSON object.'}),
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SessionsFork)
    const state = await requireState(this.context)
    const root = await findRoot(this.context.cwd, homeFolders(this.context).home, {readsOnly: true})
    const undone = 'nothing was begun'
    const from = await requireConversation(state, {name: args.session, root, undone})
    const turns = flags.turn === undefined ? {} : {turns: flags.turn}
    const fork = createConversationStore(state).fork(from, {...turns, newId: () => crypto.randomUUID()})
    const id = resultOf(await fork, state)
    if (id === undefined) throw usageError(`The session ${from} has no turn ${flags.turn}, so ${undone}.`)
    this.log(flags.json ? JSON.stringify({version: 1, session: id, from}) : id)
  }
}
