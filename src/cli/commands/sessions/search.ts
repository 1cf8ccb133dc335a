import {Flags} from '@oclif/core'
import {createStyle, wantsColor} from '../../../output/create-style.ts'
import {createConversationStore} from '../../../store/conversation-store.ts'
import {searchConversations} from '../../../store/search-conversations.ts'
import {HostCommand} from '../../host-command.ts'
import {openTerminal} from '../../open-terminal.ts'
import {requireState, resultOf} from '../../require-state.ts'
import {type FoundSession, foundJson, foundText} from '../../sessions/found-sessions.ts'
import {listedRoot} from '../../sessions/listed-root.ts'
import {usageError} from '../../sessions/usage-error.ts'

export default class SessionsSearch extends HostCommand {
  static override summary = 'Find recorded sessions by words in prompts, answers, commands and names of files.'
  static override description =
    'All words must be in the session; parts of words count, in any case. The first search after new turns reads them, ' +
    'which may take a moment.'
  static override examples = [
    '<%= config.bin %> sessions search dashboard hooks',
    '<%= config.bin %> sessions search --all "npm test"',
  ]
  static override strict = false
  static override usage = 'sessions search WORD...'
  static override flags = {
    all: Flags.boolean({description: 'In all workspaces, not only in this one.'}),
    limit: Flags.integer({description: 'The most sessions that are shown.', default: 10, min: 1}),
    cwd: Flags.string({char: 'C', description: 'Folder of the workspace.', exclusive: ['all']}),
    json: Flags.boolean({description: 'Print one JSON object.'}),
    'no-color': Flags.boolean({description: 'No colour.'}),
  }

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(SessionsSearch)
    const words = argv.filter((word): word is string => typeof word === 'string' && word.trim() !== '')
    if (words.length === 0) throw usageError('No word was given, so nothing was looked for.')
    const found = await this.find(words, flags)

    if (flags.json) return this.log(JSON.stringify({version: 1, sessions: found.map(foundJson)}, undefined, 2))
    if (found.length === 0) {
      return this.logToStderr(`Nothing was found.${flags.all ? '' : ' --all looks in other workspaces too.'}`)
    }
    const {env, stdout} = this.context
    const terminal = openTerminal(this.context, flags)
    const style = createStyle(wantsColor({env, isTerminal: stdout.isTTY, noColor: flags['no-color']}))
    terminal.writeAnswer(`${foundText(found, {words, style, columns: terminal.answerColumns()})}\n`)
  }

  private async find(
    words: readonly string[],
    {all, cwd, limit}: {readonly all: boolean; readonly cwd: string | undefined; readonly limit: number},
  ): Promise<readonly FoundSession[]> {
    const root = await listedRoot(this.context, {all, cwd})
    const state = await requireState(this.context)
    const where = root === undefined ? {} : {root}
    const hits = resultOf(await searchConversations(state, {words, count: limit, ...where}), state)
    const summaries = new Map(
      resultOf(await createConversationStore(state).list(where), state).map((row) => [row.id, row]),
    )
    return hits.flatMap(({conversationId, texts}) => {
      const session = summaries.get(conversationId)
      return session === undefined ? [] : [{session, texts}]
    })
  }
}
