import {constants} from 'node:os'
import {type CommandEnd, CodexError, type HostContact, type NetworkPolicy} from '@codex-host/plugin-api'
import {escapeLine} from '../output/escape-controls.ts'
import type {CommandOutcome} from '../tools/tool.ts'
import type {HostContext} from './host-context.ts'
import {networkNotLimited, prepareSandbox, throughProxy} from './prepare-sandbox.ts'
import {readInput} from './read-input.ts'
import {refuseSetup} from './refuse-setup.ts'
import {resolveSetup} from './resolve-setup.ts'

export interface ExecRequest {
  readonly argv: readonly [string, ...string[]]
  readonly backend: string | undefined
  readonly cwd: string | undefined
  readonly isReadOnly: boolean
  /** Folders, from the working folder; nothing else may be written. */
  readonly writable?: readonly string[]
  readonly timeoutMs?: number
  /** Protections that the user accepts to be without, as the flag names them. */
  readonly degrade?: readonly string[]
  /** In place of those of the configuration. */
  readonly allowHosts?: readonly string[]
}

/** As long as a timer can be set to: almost 25 days. */
const longestMs = 2 ** 31 - 1

/**
 * Runs a command under the policy of the agent's commands, on the workspace itself, and gives back its exit status.
 * @throws CodexError with exit code 2, 3 or 6.
 */
export async function execInSandbox(
  {argv, backend, cwd, isReadOnly, writable, degrade, allowHosts, timeoutMs = longestMs}: ExecRequest,
  context: HostContext,
  signal: AbortSignal,
): Promise<number> {
  const flags = {
    isolation: 'in-place',
    ...(backend !== undefined && {sandbox: backend}),
    ...(cwd !== undefined && {cwd}),
    ...(writable !== undefined && {writable}),
    ...(degrade !== undefined && {degrade}),
    ...(allowHosts !== undefined && {'allow-host': allowHosts}),
  }
  const setup = await resolveSetup(context, flags)
  await refuseSetup(setup)
  const sandbox = await prepareSandbox(context, setup, signal)

  const {root} = setup
  const view = {root, source: {kind: 'directory', path: root}, method: 'in-place'} as const
  const terms = {
    access: isReadOnly ? ('read' as const) : ('write' as const),
    timeoutMs,
  }
  const {stdin, stdout, stderr} = context
  const input = await readInput(stdin)
  const command = {
    argv,
    cwd: setup.cwd,
    ...(input !== undefined && {stdin: input}),
    onOutput: (output: 'stdout' | 'stderr', chunk: Uint8Array) =>
      // After an abort, such as that of a closed pipe, nobody reads any more.
      signal.aborted ? undefined : write(output === 'stdout' ? stdout : stderr, chunk),
  }
  for (const {code, text} of sandbox.notices) {
    if (code === networkNotLimited) stderr.write(`codex: ${text}\n`)
  }
  const run = (network?: NetworkPolicy): Promise<CommandOutcome> =>
    sandbox.backend.run(command, sandbox.policyFor(view, {...terms, ...(network !== undefined && {network})}), signal)
  const outcome = await (sandbox.network === undefined ? run() : throughProxy(sandbox.network, run))
  stdin.destroy()
  for (const line of refusals(outcome.contacts ?? [])) stderr.write(`${escapeLine(line)}\n`)
  if (outcome.kind === 'not-started') throw notStarted(sandbox.name, outcome.because)
  return exitStatus(outcome.end)
}

/** What the command cannot know of itself: programs say little about a proxy that refuses. */
function refusals(contacts: readonly HostContact[]): readonly string[] {
  return contacts.flatMap(({host, port, assessment, failure}) => {
    const target = port === undefined ? host : `${host}:${port}`
    if (failure !== undefined) return [`codex: ${target} could not be reached: ${failure}`]
    return assessment.kind === 'allow' ? [] : [`codex: ${target} was refused: ${assessment.because}`]
  })
}

/** Waits while whoever reads has enough for now. */
function write(stream: NodeJS.WriteStream, chunk: Uint8Array): Promise<void> | undefined {
  if (stream.write(chunk) || stream.destroyed) return undefined
  return new Promise((resolve) => {
    const events = ['drain', 'close', 'error'] as const
    const onRoom = (): void => {
      for (const event of events) stream.off(event, onRoom)
      resolve()
    }
    for (const event of events) stream.on(event, onRoom)
  })
}

function notStarted(backend: string, because: string): CodexError {
  return new CodexError(`The command was not run: the sandbox backend "${backend}" could not start it (${because}).`, {
    code: 'SANDBOX_NOT_STARTED',
    exitCode: 6,
    suggestions: ['Run `codex sandbox doctor` to see what works here.'],
  })
}

/** As a shell reports it. */
function exitStatus(end: CommandEnd): number {
  switch (end.kind) {
    case 'exited':
      return end.exitCode
    case 'signalled':
      return 128 + (constants.signals[end.signal as NodeJS.Signals] ?? 0)
    case 'timed-out':
      return 124
    case 'cancelled':
      return 130
  }
}
