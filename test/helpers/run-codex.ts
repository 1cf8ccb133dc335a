import {spawn} from 'node:child_process'
import {mkdirSync} from 'node:fs'
import path from 'node:path'
import {fileURLToPath} from 'node:url'

export const entry = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

export interface CodexRun {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface CodexOptions {
  readonly cwd: string
  /** A home of the test's own; `CODEX_HOME` lies in it. */
  readonly home: string
  readonly env?: Readonly<Record<string, string>>
  /** Text on stdin; without it stdin is empty and at its end. `'open'` keeps it open and silent. */
  readonly stdin?: string
  readonly keepStdinOpen?: boolean
  readonly node?: string
}

/** Runs the built program as a user would, without a terminal. */
export function runCodex(argv: readonly string[], options: CodexOptions): Promise<CodexRun> {
  return startCodex(argv, options).ended
}

export function startCodex(argv: readonly string[], options: CodexOptions) {
  mkdirSync(options.home, {recursive: true})
  const child = spawn(options.node ?? process.execPath, [entry, ...argv], {
    cwd: options.cwd,
    env: {
      PATH: `${path.dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin`,
      HOME: options.home,
      LANG: 'C.UTF-8',
      ...options.env,
    },
    stdio: 'pipe',
  })
  if (options.stdin !== undefined) child.stdin.write(options.stdin)
  if (options.keepStdinOpen !== true) child.stdin.end()
  child.stdin.on('error', () => {})

  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  const ended = new Promise<CodexRun>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exitCode, signal) =>
      resolve({
        exitCode,
        signal,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      }),
    )
  })
  return {child, ended}
}
