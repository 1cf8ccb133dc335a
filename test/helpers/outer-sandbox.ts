import path from 'node:path'
import {text} from 'node:stream/consumers'
import {fileURLToPath} from 'node:url'
import {spawn} from 'node:child_process'
import type {SandboxPolicy} from '@codex-host/plugin-api'
import type {RowResult} from '@codex-host/plugin-api/testing'
import {readHostFacts} from '../../src/sandbox/host-facts.ts'
import {planNamespaces} from '../../src/sandbox/plan-namespaces.ts'
import {temporaryFolder} from './temporary-folder.ts'

const root = path.resolve(fileURLToPath(new URL('../..', import.meta.url)))
const program = path.join(root, 'test/fixtures/programs/run-conformance.ts')
const nobody = 65534

/** One backend to be held against some rows, by the name it has in `backend-mutants.ts`. */
export interface OuterRun {
  readonly backend: string
  /** Ids; all rows when left out. */
  readonly rows?: readonly string[]
}

/**
 * Holds backends that protect from little or nothing against the attack table. They run in a sandbox of their own, as an
 * ordinary user of the machine whatever they are inside: what breaks out of the inner one reaches only a host that is made
 * for it. Unlike the real sandbox this one lets namespaces be made inside, and shows `/proc` as it is, since a new one
 * can be mounted only then.
 */
export async function runInOuterSandbox(
  runs: readonly OuterRun[],
  inside: 'ordinary user' | 'root',
): Promise<readonly (RowResult & {readonly backend: string})[]> {
  const [launcher, ...args] = await outerArgv(await temporaryFolder(), [JSON.stringify(runs)], inside)
  const child = spawn(launcher, args, {
    env: {},
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
    timeout: 240_000,
    killSignal: 'SIGKILL',
  })
  const [output, ...complaints] = await Promise.all([1, 2, 4].map((index) => textOf(child.stdio[index])))
  const lines = (output ?? '').split('\n').filter((line) => line.startsWith('{'))
  if (lines.at(-1) !== '{"done":true}') throw new Error(`The outer sandbox failed: ${complaints.join('')}\n${output}`)
  return lines.slice(0, -1).map((line) => JSON.parse(line) as RowResult & {readonly backend: string})
}

async function textOf(stream: unknown): Promise<string> {
  return text(stream as NodeJS.ReadableStream)
}

async function outerArgv(
  folder: string,
  programArgs: readonly string[],
  inside: 'ordinary user' | 'root',
): Promise<readonly [string, ...string[]]> {
  const policy = outerPolicy(folder)
  const command = {
    argv: [process.execPath, '--conditions=source', program, ...programArgs] as const,
    cwd: '/tmp',
  }
  const isRoot = process.getuid?.() === 0
  const facts = {...(await readHostFacts(policy)), kernelPaths: []}
  const id = inside === 'root' ? 0 : isRoot ? nobody : facts.uid
  const plan = planNamespaces(command, policy, {...facts, uid: id, gid: id === 0 ? 0 : isRoot ? nobody : facts.gid})
  if (plan.kind === 'refused') throw new Error(plan.because)
  const withdrawn = inside === 'root' ? keepRights : ['--no-new-privs']
  const argv = plan.argv.filter((item) => !withdrawn.includes(item)).map(opened)
  // Real root may write settings of the kernel without any capability.
  const dropped = isRoot
    ? ['/usr/bin/setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', '--', ...argv]
    : argv
  const [first = '', ...rest] = dropped
  return [first, ...rest]
}

const keepRights = ['--no-new-privs', '--inh-caps=-all', '--ambient-caps=-all', '--bounding-set=-all']

/** The script of the namespaces backend, without what keeps sandboxes from being made inside. */
function opened(item: string): string {
  // bubblewrap wants to show it.
  if (item.includes('/sys/dev/null none bind')) return `${item}/dev/tty /sys/dev/tty none bind 0 0\n`
  if (item.startsWith('/sys/dev/null\n')) return `${item}/sys/dev/tty\n`
  if (!item.includes('max_user_namespaces')) return item
  const folders = 'mkdir -p "$root/proc" "$root/tmp" "$root/dev/shm"'
  if (!item.includes(folders)) throw new Error('The script has changed.')
  return item.replace(folders, `${folders} "$root/sys"`).replace('echo 0 > /proc/sys/user/max_user_namespaces\n', '')
}

function outerPolicy(folder: string): SandboxPolicy {
  return {
    workspace: {source: {kind: 'directory', path: folder}, target: folder, access: 'read'},
    readPaths: [
      ...['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/nix/store', '/etc/ld.so.cache', '/etc/alternatives'],
      ...[root, path.dirname(process.execPath)],
    ],
    hiddenPaths: [],
    protectedPaths: [],
    network: {kind: 'none'},
    environment: {PATH: '/usr/bin:/bin', HOME: '/tmp'},
    limits: {timeoutMs: 0, outputBytes: 0, processes: 4000, dataBytes: 8 * 1024 ** 3, fileBytes: 1024 ** 3},
  }
}
