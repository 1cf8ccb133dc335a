import {execFileSync} from 'node:child_process'
import path from 'node:path'
import {setTimeout as delay} from 'node:timers/promises'
import {onTestFinished} from 'vitest'
import type {CodexPlace} from './codex-place.ts'
import {entry} from './run-codex.ts'
import {temporaryFolder} from './temporary-folder.ts'

/** A terminal in the project of a place, on a tmux server of the test's own; `codex` in it is the built program. */
export async function tmuxPane(place: CodexPlace) {
  const env = {
    PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin:/usr/sbin:/sbin`,
    LANG: 'C.UTF-8',
    HOME: place.home,
    ...place.env,
    TMUX_TMPDIR: await temporaryFolder(),
  }
  const tmux = (...args: readonly string[]) =>
    execFileSync('tmux', ['-L', 'codex', ...args], {encoding: 'utf8', env, cwd: place.project})
  tmux('-f', '/dev/null', 'new-session', '-d', '-x', '100', '-y', '50', 'sh')
  onTestFinished(() => void tmux('kill-server'))
  tmux('send-keys', '-l', `codex() { '${process.execPath}' '${entry}' "$@"; }; clear`)
  tmux('send-keys', 'Enter')

  const screen = () => tmux('capture-pane', '-p', '-S', '-')
  return {
    screen,
    type(line: string) {
      tmux('send-keys', '-l', line)
      tmux('send-keys', 'Enter')
    },
    resize: (columns: string) => void tmux('resize-window', '-x', columns),
    /** What a file holds, marked as a paste. */
    paste(file: string) {
      tmux('load-buffer', file)
      tmux('paste-buffer', '-p')
    },
    press: (...keys: readonly string[]) => void tmux('send-keys', ...keys),
    async waitFor(text: string | RegExp) {
      for (let tries = 0; tries < 400; tries += 1) {
        if (typeof text === 'string' ? screen().includes(text) : text.test(screen())) return
        await delay(50)
      }
      throw new Error(`The terminal never showed ${String(text)}:\n${screen()}`)
    },
  }
}
