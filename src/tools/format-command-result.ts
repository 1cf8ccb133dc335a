import type {CapturedOutput, CommandEnd, SandboxOutcome} from '@codex-host/plugin-api'
import {cutOutput} from './cut-output.ts'

const bytesPerToken = 4
const mostBytes = 10_000 * bytesPerToken

/** What the model reads after a command. */
export function formatCommandResult(outcome: SandboxOutcome): string {
  if (outcome.kind === 'not-started') return `The command was not run: ${outcome.because}`

  const {stdout, stderr} = outcome
  const share = shareBytes(stdout, stderr)
  const parts = [describeEnd(outcome.end, outcome.durationMs)]
  if (stdout.totalBytes > 0) parts.push(section('stdout', cutOutput(stdout, share.stdoutBytes)))
  if (stderr.totalBytes > 0) parts.push(section('stderr', cutOutput(stderr, share.stderrBytes)))
  if (parts.length === 1) parts.push('No output.')
  return parts.join('\n')
}

/** Each stream may use half, and what the other one leaves. */
function shareBytes(
  stdout: CapturedOutput,
  stderr: CapturedOutput,
): {readonly stdoutBytes: number; readonly stderrBytes: number} {
  const half = mostBytes / 2
  const stderrBytes = Math.max(half, mostBytes - stdout.totalBytes)
  return {stdoutBytes: Math.max(half, mostBytes - stderr.totalBytes), stderrBytes}
}

/** A time that differs from run to run would make every request after it a new one. Only a long one is worth knowing. */
const worthSayingMs = 10_000

function describeEnd(end: CommandEnd, durationMs: number): string {
  const after = durationMs < worthSayingMs ? '' : ` after ${Math.round(durationMs / 1000)} s`
  switch (end.kind) {
    case 'exited':
      return `Exit code ${end.exitCode}${after}.`
    case 'signalled':
      return `Ended by signal ${end.signal}${after}.`
    case 'timed-out':
      return `Timed out${after}; the command and all it started were ended.`
    case 'cancelled':
      return `Cancelled${after}; the command and all it started were ended.`
  }
}

function section(name: string, text: string): string {
  return `${name}:\n${text.replace(/\n$/, '')}`
}
