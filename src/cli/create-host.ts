import {contractVersion, type FlagValues, type Host} from '@codex-host/plugin-api'
import type {Terminal} from '../output/create-terminal.ts'
import {lazyChatHost} from './conversation/lazy-chat-host.ts'
import type {HostContext} from './host-context.ts'
import {createVerbAccount} from './reading/verb-account.ts'
import type {SignalWatch} from './signals.ts'
import type {StartedCommand} from './started-command.ts'

/** The host as our own commands see it. */
export interface OwnHost extends Host {
  /** One for the whole process: what one part hears of secrets, all others must know. */
  readonly context: HostContext
  /** Writes what the command line has used. Called once, at its end, however it ended. Never throws. */
  settle(): Promise<void>
}

/** What the host does is loaded when it is first asked for. */
export function createHost(context: HostContext, signals: SignalWatch, command?: StartedCommand): OwnHost {
  let terminal: Promise<Terminal> | undefined
  const account = createVerbAccount()

  /** One terminal for the dialogs of the runtime and the output of the turn: they share the screen. */
  function sharedTerminal(flags: FlagValues): Promise<Terminal> {
    terminal ??= import('./open-terminal.ts').then(({openTerminal}) => openTerminal(context, flags))
    return terminal
  }

  return {
    context,
    async settle() {
      if (account.models().length === 0) return
      const {settleAccount} = await import('./usage/settle-account.ts')
      await settleAccount(account, {context, command})
    },
    contract: contractVersion,
    get signal() {
      return signals.signal
    },
    async openRuntime(flags) {
      const {openRuntime} = await import('./open-runtime.ts')
      return openRuntime({context, flags, terminal: await sharedTerminal(flags), signal: signals.signal, command})
    },
    async present(events, flags) {
      const {presentTurn} = await import('./present-turn.ts')
      return presentTurn(events, {context, flags, terminal: await sharedTerminal(flags)})
    },
    async openModel(flags) {
      const {openTextModel} = await import('./reading/open-text-model.ts')
      return openTextModel(context, flags, {account, signal: signals.signal})
    },
    async openFiles(flags) {
      const {openProjectFiles} = await import('./reading/open-project-files.ts')
      return openProjectFiles(context, flags)
    },
    async openOutput(flags) {
      const {openVerbOutput} = await import('./reading/open-verb-output.ts')
      return openVerbOutput({context, flags, terminal: await sharedTerminal(flags), account})
    },
    ...lazyChatHost({context, command, terminal: sharedTerminal, signal: () => signals.signal}),
  }
}
