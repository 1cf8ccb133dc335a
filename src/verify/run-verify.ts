import type {SandboxOutcome, VerifyReport} from '@codex-host/plugin-api'
import {CodexError} from '@codex-host/plugin-api'
import {outputText} from './output-text.ts'

export interface VerifyOptions {
  /** A line for bash. */
  readonly command: string
  /** Runs a line in the workspace, in the sandbox. */
  readonly run: (line: string, signal: AbortSignal) => Promise<SandboxOutcome>
  /** The most bytes of output that the report keeps. */
  readonly outputBytes?: number
}

/**
 * Runs the verify command once. It passed if it ended with exit code 0, and in no other way.
 * @throws CodexError with exit code 6 when the sandbox did not start it.
 */
export async function runVerify(options: VerifyOptions, signal: AbortSignal): Promise<VerifyReport> {
  const {command, run, outputBytes = 16_000} = options
  const outcome = await run(command, signal)
  switch (outcome.kind) {
    case 'not-started':
      throw new CodexError(
        `The sandbox could not start, so the verify command "${command}" was not run: ${outcome.because}`,
        {
          code: 'VERIFY_NOT_STARTED',
          exitCode: 6,
          suggestions: ['Run `codex doctor` to see which sandbox backends work here.'],
        },
      )
    case 'finished':
      return {
        command,
        passed: outcome.end.kind === 'exited' && outcome.end.exitCode === 0,
        end: outcome.end,
        output: outputText([outcome.stdout, outcome.stderr], outputBytes),
        durationMs: outcome.durationMs,
      }
  }
}
