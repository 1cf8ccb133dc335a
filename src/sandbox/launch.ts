import type {CapturedOutput, CommandEnd, SandboxCommand, SandboxOutcome, SandboxPolicy} from '@codex-host/plugin-api'
import {chown} from 'node:fs/promises'
import type {PipeSupply} from '../process/pipe-supply.ts'
import {runProcess, type ProcessOutcome} from '../process/run-process.ts'
import type {LaunchPlan} from './launch-plan.ts'
import type {Placeholders} from './placeholders.ts'
import type {IsPlaceholder} from './workspace-places.ts'
import {toCommandEnd} from './to-command-end.ts'

export type FinishedProcess = Extract<ProcessOutcome, {kind: 'finished'}>

/** What the launcher said on its own descriptor about the command. */
export type LaunchStatus =
  | {readonly kind: 'not-started'; readonly because: string}
  /** It ran; without an exit code the launcher was ended before it could tell. */
  | {readonly kind: 'started'; readonly exitCode?: number}

export interface LaunchRequest {
  readonly makePlan: (isPlaceholder: IsPlaceholder) => Promise<LaunchPlan>
  readonly command: SandboxCommand
  readonly policy: SandboxPolicy
  readonly placeholders: Placeholders
  readonly pipes?: PipeSupply
  /** Reads the launcher's status from what it wrote. */
  readonly readStatus: (finished: FinishedProcess) => LaunchStatus
}

/** Runs a planned sandbox. The launcher gets no environment: what it has can be read from inside. */
export async function launch(
  {makePlan, command, policy, placeholders, pipes, readStatus}: LaunchRequest,
  signal: AbortSignal,
): Promise<SandboxOutcome> {
  const held = await placeholders.hold(policy, makePlan).catch((error: unknown) => String(error))
  if (typeof held === 'string') {
    return {kind: 'not-started', because: `a missing path cannot be protected: ${held}`}
  }
  const {plan, release} = held
  if (plan.kind === 'refused') return {kind: 'not-started', because: plan.because}
  const request = {
    argv: plan.argv,
    cwd: '/',
    environment: {},
    descriptors: plan.descriptors,
    timeoutMs: policy.limits.timeoutMs,
    outputBytes: policy.limits.outputBytes,
    ...(pipes !== undefined && {pipes}),
    ...(command.stdin !== undefined && {stdin: command.stdin}),
    ...(command.onOutput !== undefined && {onOutput: command.onOutput}),
  }
  const outcome = await runHolding(release, async () => {
    await entrust(plan)
    return runProcess(request, signal)
  })
  if (outcome.kind === 'not-started') return outcome

  const status = readStatus(outcome)
  if (status.kind === 'not-started') return status
  const {stdout, stderr, durationMs} = outcome
  return {kind: 'finished', end: commandEnd(outcome.end, status), stdout, stderr, durationMs}
}

async function entrust({entrusted}: Extract<LaunchPlan, {kind: 'planned'}>): Promise<void> {
  for (const place of entrusted?.paths ?? []) await chown(place, entrusted?.to.userId ?? 0, entrusted?.to.groupId ?? 0)
}

async function runHolding<Result>(release: () => Promise<void>, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run()
  } finally {
    await release()
  }
}

function commandEnd(launcher: CommandEnd, {exitCode}: {readonly exitCode?: number}): CommandEnd {
  if (launcher.kind === 'timed-out' || launcher.kind === 'cancelled') return launcher
  return exitCode === undefined ? launcher : toCommandEnd(exitCode)
}

export function lastLine({bytes}: CapturedOutput): string {
  return Buffer.from(bytes).toString().trim().split('\n').at(-1) || 'it gave no reason'
}
