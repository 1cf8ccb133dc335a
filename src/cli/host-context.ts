import type {PluginPackage} from './plugin-packages.ts'
import {createTurnSecrets, type TurnSecrets} from './turn-secrets.ts'

/** What the process gives: passed down, so that nothing below reads it from the air. */
export interface HostContext {
  /** The root of the installed package. */
  readonly packageRoot: string
  /** What is installed; nothing of a plugin is loaded before it is needed. */
  readonly plugins: readonly PluginPackage[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly now: () => number
  /** What is left to do when the process ends, at once and without waiting. */
  readonly onExit: (act: () => void) => void
  readonly setExitCode: (exitCode: number) => void
  /** Hears of every secret that is read on the way; those of the environment are known. */
  readonly secrets: TurnSecrets
}

export function processContext(packageRoot: string): HostContext {
  return {
    packageRoot,
    plugins: [],
    env: process.env,
    cwd: workingFolder(),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    now: Date.now,
    onExit: exitActions(),
    setExitCode: (exitCode) => {
      process.exitCode = exitCode
    },
    secrets: createTurnSecrets(process),
  }
}

/** One listener for all: a long session leaves much to do, and Node warns of many listeners. */
function exitActions(): (act: () => void) => void {
  const actions: (() => void)[] = []
  return (act) => {
    if (actions.length === 0) {
      process.once('exit', () => {
        for (const action of actions) action()
      })
    }
    actions.push(act)
  }
}

/** A folder that was removed meanwhile is reported by who needs it, not by the start. */
function workingFolder(): string {
  try {
    return process.cwd()
  } catch {
    return process.env['PWD'] ?? '/'
  }
}
