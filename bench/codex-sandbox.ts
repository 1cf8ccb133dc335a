import {execFile} from 'node:child_process'
import {globSync} from 'node:fs'
import {mkdir, symlink} from 'node:fs/promises'
import path from 'node:path'
import {promisify} from 'node:util'
import {runProgram} from './run-program.ts'

export interface MeasuredCase {
  readonly name: string
  /** Throws when the command did not end with 0. */
  readonly run: () => Promise<void>
}

/** The version that was looked at: the arguments of its sandbox are not a public interface. */
const codexPackage = '@openai/codex@0.169.0'

interface CodexRequest {
  readonly folder: string
  readonly workspace: string
  readonly name: string
  /** Whether it may be fetched from the npm registry. */
  readonly installs: boolean
}

/** OpenAI's Codex, as its sessions start a command and as its users can; none, and a note, where it is not asked for. */
export async function codexCases(
  {folder, workspace, name, installs}: CodexRequest,
  notes: string[],
): Promise<readonly MeasuredCase[]> {
  if (!installs) {
    notes.push(
      `${name}: not run, since --install-peers was not given; it fetches ${codexPackage} (400 MB) for this run.`,
    )
    return []
  }
  const program = await installCodex(path.join(folder, 'peers'))
  if (program === undefined) {
    notes.push(`${name}: not run, ${codexPackage} has no program for this machine.`)
    return []
  }
  const launcher = path.join(folder, 'codex-linux-sandbox')
  await symlink(program, launcher)
  const [home, temporary] = [path.join(folder, 'codex-home'), path.join(folder, 'codex-temporary')]
  await Promise.all([mkdir(home), mkdir(temporary)])
  // It refuses a home below the folder for temporary files.
  const env = {PATH: '/usr/bin:/bin', HOME: home, CODEX_HOME: home, TMPDIR: temporary}
  const places = ['--sandbox-policy-cwd', workspace, '--command-cwd', workspace]
  const session = [launcher, ...places, '--permission-profile', profile(workspace), '--', '/bin/true']
  const byUser = [program, 'sandbox', '-c', 'sandbox_mode="workspace-write"', '--', '/bin/true']
  return [
    {name, run: () => runProgram(session, {env, cwd: workspace})},
    {name: 'codex sandbox', run: () => runProgram(byUser, {env, cwd: workspace})},
  ]
}

async function installCodex(folder: string): Promise<string | undefined> {
  await mkdir(folder)
  const options = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', folder]
  await promisify(execFile)('npm', ['install', ...options, codexPackage], {cwd: folder, timeout: 10 * 60_000})
  return globSync(path.join(folder, 'node_modules/@openai/codex-*/vendor/*/bin/codex')).at(0)
}

function profile(workspace: string): string {
  const entries = [
    {path: {type: 'special', value: {kind: 'root'}}, access: 'read'},
    {path: {type: 'path', path: workspace}, access: 'write'},
  ]
  const fileSystem = {type: 'restricted', entries}
  return JSON.stringify({type: 'managed', file_system: fileSystem, network: 'restricted'})
}
