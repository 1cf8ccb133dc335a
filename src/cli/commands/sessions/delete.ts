import {Flags} from '@oclif/core'
import {formatCount} from '../../../output/format-count.ts'
import {createConversationStore} from '../../../store/conversation-store.ts'
import {HostCommand} from '../../host-command.ts'
import {requireState, resultOf} from '../../require-state.ts'
import {requireConversation} from '../../sessions/require-conversation.ts'
import {usageError} from '../../sessions/usage-error.ts'

export default class SessionsDelete extends HostCommand {
  static override summary = 'Delete recorded sessions, with everything that was kept for them.'
  static override description = 'There is no question. Change sets, the audit log and what was counted as used stay.'
  static override examples = ['<%= config.bin %> sessions delete 1b9d6bcd 77a0c2e4']
  static override strict = false
  static override usage = 'sessions delete ID...'
  static override flags = {json: Flags.boolean({description: 'Print what was deleted as one JSON object.'})}

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(SessionsDelete)
    const names = argv.filter((word): word is string => typeof word === 'string')
    if (names.length === 0) throw usageError('No session was named, so nothing was deleted.')
    if (names.includes('last')) throw usageError('A session to delete is named by its id, so nothing was deleted.')

    const state = await requireState(this.context)
    const ids = new Set<string>()
    for (const name of names) ids.add(await requireConversation(state, {name, undone: 'nothing was deleted'}))
    const turns = resultOf(await createConversationStore(state).remove([...ids]), state)
    if (flags.json) return this.log(JSON.stringify({version: 1, deleted: [...ids], deleted_turns: turns}))
    this.log(`Deleted ${formatCount(ids.size, 'session')} with ${formatCount(turns, 'turn')}.`)
  }
}
