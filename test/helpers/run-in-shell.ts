import {execFile} from 'node:child_process'
import path from 'node:path'
import type {CodexPlace} from './codex-place.ts'
import {entry} from './run-codex.ts'

/**
 * Runs a line of bash in the project of a place and gives back its stdout; `codex` in it is the built program. A
 * failure of the line is no failure of the test: let it print the exit code.
 */
export function runInShell(
  place: CodexPlace,
  line: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const script = `codex() { '${process.execPath}' '${entry}' "$@"; }\n${line}`
  const options = {
    cwd: place.project,
    env: {PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LANG: 'C.UTF-8', HOME: place.home, ...place.env, ...env},
    timeout: 25_000,
    maxBuffer: 50_000_000,
  }
  return new Promise((resolve) => {
    const child = execFile('bash', ['-c', script], options, (_, stdout) => resolve(stdout))
    child.stdin?.end()
  })
}

/** Runs codex with a terminal of its own as stdin, stdout and stderr; gives back all that it showed. */
export function runOnTerminal(
  place: CodexPlace,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const words = [process.execPath, entry, ...argv].map((word) => `'${word.replaceAll("'", "'\\''")}'`)
  return runInShell({...place}, `script -qec ${JSON.stringify(words.join(' '))} /dev/null </dev/null; echo "exit=$?"`, {
    PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin:/usr/sbin:/sbin`,
    TERM: 'xterm',
    ...env,
  })
}
