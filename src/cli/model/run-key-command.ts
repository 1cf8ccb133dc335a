import {CodexError} from '@codex-host/plugin-api'
import type {KeyCommand} from '../../config/config.ts'
import {type ProcessOutcome, runProcess} from '../../process/run-process.ts'

export interface KeyCommandRun {
  readonly command: KeyCommand
  /** The full name of the key of the configuration that has the command. */
  readonly setting: string
  /** The user's whole environment: a keychain or a password manager needs it. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** A folder of the user's, never one of a repository, which could have a program of the same name. */
  readonly cwd: string
  readonly timeoutMs: number
}

/**
 * Runs the command that prints the key. Text goes to `/bin/sh -c`, a list is started without a shell. What it prints
 * is neither shown nor logged, not even where it fails.
 * @throws CodexError with exit code 4; the reason of the signal when that is aborted.
 */
export async function runKeyCommand(run: KeyCommandRun, signal: AbortSignal): Promise<string> {
  const outcome = await runProcess(
    {
      argv: toArgv(run.command),
      cwd: run.cwd,
      environment: defined(run.env),
      timeoutMs: run.timeoutMs,
      outputBytes: 65_536,
    },
    signal,
  )
  signal.throwIfAborted()

  const reading = readKey(outcome, run.timeoutMs)
  if (reading.kind === 'key') return reading.key
  throw new CodexError(`The command of "${run.setting}" ${reading.because}, so there is no key and nothing was sent.`, {
    code: 'KEY_COMMAND',
    exitCode: 4,
    suggestions: [
      'Run the command yourself to see what it says: its output is not shown here, as it may hold the key.',
    ],
  })
}

function toArgv(command: KeyCommand): readonly [string, ...string[]] {
  if (typeof command === 'string') return ['/bin/sh', '-c', command]
  const [program = '', ...others] = command
  return [program, ...others]
}

type KeyReading = {readonly kind: 'key'; readonly key: string} | {readonly kind: 'failed'; readonly because: string}

function readKey(outcome: ProcessOutcome, timeoutMs: number): KeyReading {
  // The words of the system quote the command, which may hold a secret itself.
  if (outcome.kind === 'not-started') return {kind: 'failed', because: 'could not be started'}
  const {end, stdout} = outcome
  if (end.kind === 'timed-out') return {kind: 'failed', because: `did not end within ${timeoutMs / 1_000} seconds`}
  if (end.kind === 'signalled') return {kind: 'failed', because: `was ended by ${end.signal}`}
  if (end.kind === 'exited' && end.exitCode !== 0) {
    return {kind: 'failed', because: `ended with exit code ${end.exitCode}`}
  }

  if (stdout.omittedAt !== undefined) return {kind: 'failed', because: 'printed more than a key'}
  const key = Buffer.from(stdout.bytes).toString('utf8').trim()
  if (key === '') return {kind: 'failed', because: 'printed nothing'}
  if (/\s/.test(key)) return {kind: 'failed', because: 'printed more than one word'}
  return {kind: 'key', key}
}

function defined(env: KeyCommandRun['env']): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
