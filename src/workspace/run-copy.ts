import {runProcess} from '../process/run-process.ts'

const timeoutMs = 10 * 60_000
const outputBytes = 4096

/** Runs `cp`. Returns why it failed. */
export async function runCopy(args: readonly string[], signal: AbortSignal): Promise<string | undefined> {
  const outcome = await runProcess({argv: ['/bin/cp', ...args], environment: {}, timeoutMs, outputBytes}, signal)
  if (outcome.kind === 'not-started') return outcome.because
  if (outcome.end.kind === 'exited' && outcome.end.exitCode === 0) return undefined
  const [line] = Buffer.from(outcome.stderr.bytes).toString('utf8').split('\n')
  return line || `cp ended early (${outcome.end.kind})`
}
