import type {FlagValues, Runtime} from '@codex-host/plugin-api'
import {isSomebodyThere} from '../output/choose-renderer.ts'
import type {Terminal} from '../output/create-terminal.ts'
import {askTrustOn, askUserOn} from './ask-user.ts'
import {composeRuntime} from './compose-runtime.ts'
import type {HostContext} from './host-context.ts'
import {outputFacts} from './open-terminal.ts'
import {recordedRuntime} from './record/recorded-runtime.ts'
import {resolveSetup} from './resolve-setup.ts'

/** Opens the runtime for a command line, with the person at the terminal as the one who is asked. */
export async function openRuntime({
  context,
  flags,
  terminal,
  signal,
}: {
  context: HostContext
  flags: FlagValues
  terminal: Terminal
  signal: AbortSignal
}): Promise<Runtime> {
  const somebodyThere = isSomebodyThere(outputFacts(context, flags))
  const setup = await resolveSetup(context, flags)
  const {secrets} = context
  const asking = somebodyThere ? {askUser: askUserOn(terminal), askTrust: askTrustOn(terminal)} : {}
  const parts = await composeRuntime({context, setup, flags, secrets, ...asking}, signal)
  return recordedRuntime(parts, {context, setup, redactor: secrets.redactor()})
}
