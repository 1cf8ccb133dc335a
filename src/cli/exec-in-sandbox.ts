import {constants} from 'node:os'
import {
  type CommandEnd,
  CodexError,
  type HostContact,
  type NetworkPolicy,
  type SandboxCommand,
} from '@codex-host/plugin-api'
import {escapeLine} from '../output/escape-controls.ts'
import {obeyers} from '../runtime/check-obeyed.ts'
import type {AuditLog} from '../store/audit-log.ts'
import type {CommandOutcome} from '../tools/tool.ts'
import type {HostContext} from './host-context.ts'
import {runAudited} from './audited-parts.ts'
import {auditNotWritten, noLogNoRun, openCommandAudit, userName} from './open-audit.ts'
import {
  networkNotLimited,
  prepareSandbox,
  type PreparedSandbox,
  sandboxDegraded,
  throughProxy,
} from './prepare-sandbox.ts'
import {namesOf} from './degraded-capabilities.ts'
import {quoteCommand} from './quote-command.ts'
import {readInput} from './read-input.ts'
import {refuseSetup} from './refuse-setup.ts'
import {resolveSetup, type Setup} from './resolve-setup.ts'

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
const longestLookMs = 10_000

/** The notices that count for one command. */
const told: ReadonlySet<string> = new Set([networkNotLimited, sandboxDegraded])

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
  const [sandbox, log] = await Promise.all([
    prepareSandbox(context, setup, signal),
    openCommandAudit(context, setup.codexHome),
  ])
  const {stdin, stderr} = context
  for (const {code, text} of sandbox.notices) if (told.has(code)) stderr.write(`codex: ${text}\n`)

  const access = isReadOnly ? 'read' : 'write'
  const outcome = await runLogged({log, argv, access, setup, sandbox, context}, async () => {
    const command = {argv, cwd: setup.cwd, ...(await streamsOf(context, signal))}
    const run = (network: NetworkPolicy = {kind: 'none'}): Promise<CommandOutcome> =>
      sandbox.backend.run(command, sandbox.policyFor(viewOf(setup), {access, timeoutMs, network}), signal)
    return sandbox.network === undefined ? run() : throughProxy(sandbox.network, run)
  })
  stdin.destroy()
  for (const line of refusals(outcome.contacts ?? [])) stderr.write(`${escapeLine(line)}\n`)
  if (outcome.kind === 'not-started') throw notStarted(sandbox.name, outcome.because)
  for (const line of await newPlaces(sandbox, access)) stderr.write(`${escapeLine(line)}\n`)
  return exitStatus(outcome.end, signal)
}

/** The user's own files. */
function viewOf({root}: Setup) {
  return {root, source: {kind: 'directory', path: root}, method: 'in-place'} as const
}

async function streamsOf(
  {stdin, stdout, stderr}: HostContext,
  signal: AbortSignal,
): Promise<Pick<SandboxCommand, 'stdin' | 'onOutput'>> {
  const input = await readInput(stdin)
  return {
    ...(input !== undefined && {stdin: input}),
    onOutput: (output, chunk) =>
      // After an abort, such as that of a closed pipe, nobody reads any more.
      signal.aborted ? undefined : write(output === 'stdout' ? stdout : stderr, chunk),
  }
}

interface LoggedRun {
  readonly log: AuditLog
  readonly argv: readonly string[]
  readonly access: 'read' | 'write'
  readonly setup: Setup
  readonly sandbox: PreparedSandbox
  readonly context: HostContext
}

/**
 * Runs the command between its lines in the audit log, as a turn does.
 * @throws CodexError with exit code 6 where the log cannot be written and writable folders were named.
 */
async function runLogged(
  {log, argv, access, setup, sandbox, context}: LoggedRun,
  run: () => Promise<CommandOutcome>,
): Promise<CommandOutcome> {
  const {codexHome, root, cwd, writable, degraded} = setup
  const terms = {sandbox: sandbox.name, isolation: 'in-place', writable: writable ?? null, degraded: namesOf(degraded)}
  log.note({type: 'sandbox_exec.start', user: userName(), root, ...terms})
  const line = quoteCommand(argv)
  const start = {line, cwd, access, sandbox: sandbox.name, policy_sha256: sandbox.policyHash(viewOf(setup), access)}
  const outcome = await runAudited(start, run, {
    log,
    isStrict: writable !== undefined,
    onFailure: (because) => {
      if (writable !== undefined) throw noLogNoRun(codexHome, because)
      context.stderr.write(`codex: ${escapeLine(auditNotWritten(codexHome, because).text)}\n`)
    },
  })
  await log.flush()
  return outcome
}

/** The protections are for what was there; what the command made is obeyed as soon as somebody works there. */
async function newPlaces({obeyed}: PreparedSandbox, access: 'read' | 'write'): Promise<readonly string[]> {
  if (obeyed === undefined || access === 'read') return []
  const places = await obeyed.appeared(AbortSignal.timeout(longestLookMs)).catch(() => [])
  return places.map((place) => `codex: the command made ${place.path}, which ${obeyers[place.kind]}: look at it first.`)
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

/** As a shell reports it. A reader that leaves ends a command as Ctrl-C does. */
function exitStatus(end: CommandEnd, signal: AbortSignal): number {
  switch (end.kind) {
    case 'exited':
      return end.exitCode
    case 'signalled':
      return 128 + (constants.signals[end.signal as NodeJS.Signals] ?? 0)
    case 'timed-out':
      return 124
    case 'cancelled':
      return signal.reason === 'SIGTERM' ? 143 : 130
  }
}
