import {noUsage} from '../../model/add-usage.ts'
import type {HostContext} from '../host-context.ts'
import type {VerbAccount} from '../reading/verb-account.ts'
import type {StartedCommand} from '../started-command.ts'
import {writeUsage} from './write-usage.ts'

/** Writes what the models of a command line were used for, one row each; nothing for one that was not asked. */
export async function settleAccount(
  account: Pick<VerbAccount, 'models'>,
  {context, command}: {readonly context: HostContext; readonly command: StartedCommand | undefined},
): Promise<void> {
  for (const {facts, meter, root} of account.models()) {
    const {provider, model} = facts
    if (meter.requests() === 0) continue
    const spending = meter.spending() ?? {usage: noUsage, costUsd: 0, providerSavedUsd: 0}
    const {name: verb = '', plugin = ''} = command ?? {}
    await writeUsage(context, {verb, plugin, provider, model, root, requests: meter.requests(), ...spending})
  }
}
