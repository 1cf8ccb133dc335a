import {chmod, chown, mkdir, readFile, readlink, stat, symlink, writeFile} from 'node:fs/promises'
import path from 'node:path'
import {getegid, geteuid} from 'node:process'
import {setTimeout as delay} from 'node:timers/promises'
import {startProcess, type RunningProcess} from '../process/start-process.ts'

export type OverlayMethod = 'overlay-bwrap' | 'overlay-unshare'

export type OverlayOutcome =
  | {readonly kind: 'held'; readonly pid: number; readonly release: () => Promise<void>}
  | {readonly kind: 'unavailable'; readonly because: string}

const readyMs = 5000
const lastWordsMs = 200

/**
 * Mounts an overlay of `root` at `<folder>/merged`, in a mount namespace that a process of its own keeps alive: it
 * ends when its stdin closes, so the mount never outlives this process, however it dies. All options of the mount
 * are names relative to `folder`: no character of a path can end an option.
 */
export async function holdOverlay(method: OverlayMethod, root: string, folder: string): Promise<OverlayOutcome> {
  for (const name of ['upper', 'work', 'merged']) await mkdir(path.join(folder, name), {mode: 0o700})
  await likeRoot(root, path.join(folder, 'upper'))
  await symlink(root, path.join(folder, 'lower'))

  const argv = method === 'overlay-bwrap' ? bubblewrapArgv(root, folder) : unshareArgv
  const started = await startProcess({argv, cwd: folder, environment: {}})
  if (started.kind === 'not-started') return {kind: 'unavailable', because: started.because}

  const holder = started.process
  try {
    if (method === 'overlay-unshare') await mapUsers(holder)
    const line = await holder.firstLine(readyMs)
    const pid = /^ready (\d+)$/.exec(line ?? '')?.[1]
    if (pid !== undefined) return {kind: 'held', pid: Number(pid), release: holder.stop}
    await holder.stop()
    return {kind: 'unavailable', because: line ?? notReady[method]}
  } catch (error) {
    // Its own last words say more than what we missed of it; all of them are there when its stdout is closed.
    await holder.firstLine(lastWordsMs)
    await holder.stop()
    const said = holder.errors().trim().split('\n').at(-1)
    return {kind: 'unavailable', because: said || (error instanceof Error ? error.message : String(error))}
  }
}

/** The upper layer's own folder is what the root of the view looks like: commands that are not root must get in. */
async function likeRoot(root: string, upper: string): Promise<void> {
  if (geteuid?.() !== 0) return
  const {uid, gid, mode} = await stat(root)
  await chown(upper, uid, gid)
  await chmod(upper, mode & 0o777)
}

const notReady: Readonly<Record<OverlayMethod, string>> = {
  'overlay-bwrap': 'bubblewrap did not mount it, as those before 0.11 cannot',
  'overlay-unshare': 'the mount did not become ready',
}

const waitForEnd = `echo "ready $$" && read -r line`

const mountScript = `exec 2>&1
/bin/mount -t overlay -o userxattr,lowerdir=lower,upperdir=upper,workdir=work overlay merged && ${waitForEnd}`

/** The second unshare runs as root of the new user namespace, which it is only once the users are mapped. */
const waitForUsersScript = `tries=0
until read -r line </proc/self/gid_map; do
  tries=$((tries + 1))
  [ "$tries" -lt 1000 ] || exit 1
  /bin/sleep 0.005
done
exec /usr/bin/unshare --mount -- /bin/sh -c "$1"`

const unshareArgv = [
  '/usr/bin/unshare',
  '--user',
  '--',
  '/bin/sh',
  '-c',
  waitForUsersScript,
  'codex-view',
  mountScript,
] as const

function bubblewrapArgv(root: string, folder: string): readonly [string, ...string[]] {
  const overlay = [
    '--overlay-src',
    root,
    '--overlay',
    ...['upper', 'work', 'merged'].map((name) => path.join(folder, name)),
  ]
  const user = ['--unshare-user', '--uid', '0', '--gid', '0', '--cap-add', 'ALL']
  const script = `exec 2>&1; ${waitForEnd}`
  return [
    '/usr/bin/bwrap',
    ...user,
    '--die-with-parent',
    '--dev-bind',
    '/',
    '/',
    ...overlay,
    '--',
    '/bin/sh',
    '-c',
    script,
  ]
}

/**
 * Root keeps all users as they are, so that files of others keep their owners in the view; anybody else becomes
 * root of the namespace with the one id that the system lets them map.
 */
async function mapUsers(holder: RunningProcess): Promise<void> {
  await waitForUserNamespace(holder.pid)
  const own = `/proc/${holder.pid}`
  if (geteuid?.() !== 0) {
    await writeFile(`${own}/setgroups`, 'deny')
    await writeFile(`${own}/uid_map`, `0 ${geteuid?.()} 1`)
    await writeFile(`${own}/gid_map`, `0 ${getegid?.()} 1`)
    return
  }
  await writeFile(`${own}/uid_map`, sameUsers(await readFile('/proc/self/uid_map', 'utf8')))
  await writeFile(`${own}/gid_map`, sameUsers(await readFile('/proc/self/gid_map', 'utf8')))
}

async function waitForUserNamespace(pid: number): Promise<void> {
  const ours = await readlink('/proc/self/ns/user')
  for (let waitedMs = 0; waitedMs < readyMs; waitedMs++) {
    if ((await readlink(`/proc/${pid}/ns/user`)) !== ours) return
    await delay(1)
  }
  throw new Error('no user namespace was made')
}

function sameUsers(map: string): string {
  const lines = map.trim().split('\n')
  return lines
    .map((line) => line.trim().split(/\s+/))
    .map(([inside, , count]) => `${inside} ${inside} ${count}`)
    .join('\n')
}
