import {constants} from 'node:os'
import type {CommandEnd, SandboxCommand, SandboxHost, SandboxOutcome, SandboxPolicy} from '@codex-host/plugin-api'
import type {Container} from './container-pool.ts'
import {engineEnvironment, lastLine, textOf} from './engine.ts'
import {execArguments} from './exec-arguments.ts'
import {keepOutput} from './keep-output.ts'
import {createMarkReader} from './read-marks.ts'

export interface RanCommand {
  readonly outcome: SandboxOutcome
  /** Whether the launcher has killed what the command left. */
  readonly isCleared: boolean
}

export interface RunRequest {
  readonly container: Container
  readonly command: SandboxCommand
  readonly policy: SandboxPolicy
  readonly environment: Readonly<Record<string, string>>
}

/** Runs one command in a container that stands. */
export async function runCommand(
  host: SandboxHost,
  {container, command, policy, environment}: RunRequest,
  signal: AbortSignal,
): Promise<RanCommand> {
  const {engine, user} = container.terms
  const mark = crypto.randomUUID().replaceAll('-', '')
  const marks = createMarkReader(mark)
  const errors = keepOutput(policy.limits.outputBytes)
  const pass = (bytes: Uint8Array) => {
    errors.add(bytes)
    return bytes.byteLength === 0 ? undefined : command.onOutput?.('stderr', bytes)
  }

  const args = execArguments(command, {name: container.name, user, environment, mark})
  const outcome = await host.run(
    {
      argv: [engine.program, ...args],
      environment: engineEnvironment(host.env),
      ...(command.stdin !== undefined && {stdin: command.stdin}),
      onOutput: (output, chunk) =>
        output === 'stdout' ? command.onOutput?.('stdout', chunk) : pass(marks.push(chunk)),
    },
    policy.limits,
    signal,
  )
  await pass(marks.rest())
  if (outcome.kind === 'not-started') return {outcome, isCleared: false}

  const status = marks.status()
  const isEnded = outcome.end.kind === 'timed-out' || outcome.end.kind === 'cancelled'
  if (status.kind === 'not-started' && !isEnded) {
    const because = `${engine.kind} failed: ${lastLine(textOf(outcome.stderr)) || 'it gave no reason'}`
    return {outcome: {kind: 'not-started', because}, isCleared: false}
  }
  const end = isEnded ? outcome.end : status.kind === 'ended' ? toEnd(status.exitCode) : killed
  return {
    outcome: {...outcome, end, stderr: errors.captured()},
    isCleared: status.kind === 'ended' && !isEnded,
  }
}

/** The launcher never ends before it has spoken, unless the command kills it, and itself with it. */
const killed: CommandEnd = {kind: 'signalled', signal: 'SIGKILL'}

/** A shell reports death by signal N as exit status 128 + N. */
function toEnd(exitCode: number): CommandEnd {
  const found = Object.entries(constants.signals).find(([, number]) => number === exitCode - 128)
  return found === undefined ? {kind: 'exited', exitCode} : {kind: 'signalled', signal: found[0]}
}
