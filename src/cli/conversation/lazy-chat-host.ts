import type {ChatHost, FlagValues, InputHistory} from '@codex-host/plugin-api'
import type {Terminal} from '../../output/create-terminal.ts'
import type {HostContext} from '../host-context.ts'
import type {StartedCommand} from '../started-command.ts'

interface ChatHostParts {
  readonly context: HostContext
  /** The one that asks. */
  readonly command: StartedCommand | undefined
  /** For questions before a chat has a screen of its own. */
  readonly terminal: (flags: FlagValues) => Promise<Terminal>
  /** Reading it promises to end soon after it is aborted. */
  readonly signal: () => AbortSignal
}

/** What an interactive verb gets of its host. Each part is loaded when it is first asked for. */
export function lazyChatHost({context, command, terminal, signal}: ChatHostParts): ChatHost {
  let history: Promise<InputHistory> | undefined
  function inputs(): Promise<InputHistory> {
    history ??= import('./input-history.ts').then(({inputHistory}) => inputHistory(context))
    return history
  }

  return {
    async openConversation(flags, options) {
      const {openConversation} = await import('./open-conversation.ts')
      const asking = options.askUser === undefined ? {} : {terminal: await terminal(flags)}
      return openConversation({context, flags, options, command, ...asking}, signal())
    },
    async openChangeSets(flags) {
      const {openChangeSets} = await import('./open-change-sets.ts')
      return openChangeSets(context, flags)
    },
    inputHistory: {
      read: async () => (await inputs()).read(),
      add: async (text) => (await inputs()).add(text),
    },
    async exportConversation(id, file) {
      const {exportConversation} = await import('../sessions/export-conversation.ts')
      return exportConversation(context, {name: id, file})
    },
    async plugins() {
      const {pluginFacts} = await import('./plugin-facts.ts')
      return pluginFacts(context.plugins)
    },
    async slashCommands() {
      const {slashCommands} = await import('./slash-commands.ts')
      return slashCommands(context.plugins)
    },
  }
}
