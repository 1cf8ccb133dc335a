import {spawn} from 'node:child_process'
import path from 'node:path'
import {onTestFinished} from 'vitest'
import type {CodexPlace} from './codex-place.ts'
import {eventually} from './eventually.ts'
import {entry} from './run-codex.ts'

/** Runs codex on a pseudo-terminal of its own, with a test at the keyboard. */
export function ptySession(place: CodexPlace, argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const words = [process.execPath, entry, ...argv].map((word) => `'${word.replaceAll("'", "'\\''")}'`)
  const child = spawn('script', ['-qefc', words.join(' '), '/dev/null'], {
    cwd: place.project,
    env: {
      PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin:/usr/sbin:/sbin`,
      LANG: 'C.UTF-8',
      TERM: 'xterm',
      NO_COLOR: '1',
      SHELL: '/bin/sh',
      HOME: place.home,
      ...place.env,
      ...env,
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const shown: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => shown.push(chunk))
  child.stdin.on('error', () => {})
  const ended = new Promise<number | null>((resolve) => child.once('close', (exitCode) => resolve(exitCode)))
  onTestFinished(() => void child.kill('SIGKILL'))

  const screen = () => Buffer.concat(shown).toString()
  return {
    /** All that was shown, with what moves the cursor. */
    screen,
    /** The exit code of codex. */
    ended,
    waitFor: (text: string) => eventually(`${JSON.stringify(text)} on the terminal`, () => screen().includes(text)),
    type: (keys: string) => void child.stdin.write(keys),
    /** The window is closed. */
    hangUp: () => void child.kill('SIGKILL'),
  }
}
